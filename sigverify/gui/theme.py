"""Light and dark colours, the style sheet made of them, and icons.

Text and background have a contrast of at least 4.5 : 1 (WCAG 2.2, 1.4.3), which a test computes.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import lru_cache
from string import Template
from typing import Final, Literal

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from sigverify.paths import shipped_folder
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.terms import Decision

# Icon sizes in pixels, for sharp icons at scale factors of 100, 125, 150 and 200 %.
_ICON_SIZES: Final = (16, 18, 20, 22, 24, 25, 27, 30, 32, 36, 40, 48, 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours as ``#rrggbb``; ``x_ground`` is the background of text in colour ``x``."""

    name: Literal["light", "dark"]
    window: str
    surface: str
    raised: str
    border: str
    strong_border: str
    text: str
    quiet: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    questioned: str
    specimen: str

    def of(self, decision: Decision) -> tuple[str, str]:
        """Text and background colour of a decision."""
        style = DECISION_STYLES[decision]
        return style.light if self.name == "light" else style.dark

    @property
    def good(self) -> str:
        """The colour of a good state: that of an accepted signature."""
        return self.of(Decision.ACCEPT)[0]

    @property
    def bad(self) -> str:
        """The colour of a warning: that of a flagged signature."""
        return self.of(Decision.FLAG)[0]


LIGHT: Final = Theme(
    name="light",
    window="#eef1f5",
    surface="#ffffff",
    raised="#f6f8fa",
    border="#d3dae2",
    strong_border="#7a8593",
    text="#1b2129",
    quiet="#525d6b",
    disabled="#9aa4b0",
    accent="#0b57b0",
    accent_hover="#094990",
    on_accent="#ffffff",
    selection="#d8e7fa",
    questioned="#0860c4",
    specimen="#b04a00",
)
DARK: Final = Theme(
    name="dark",
    window="#12161c",
    surface="#1a2028",
    raised="#232b35",
    border="#36404d",
    strong_border="#6b7888",
    text="#e8ecf1",
    quiet="#a9b4c1",
    disabled="#697585",
    accent="#74b4ff",
    accent_hover="#97c7ff",
    on_accent="#0a1726",
    selection="#24426a",
    questioned="#7db8ff",
    specimen="#ffac66",
)


def current() -> Theme:
    """The theme of the application."""
    app = QApplication.instance()
    name = app.property("sigverifyTheme") if app is not None else None
    return DARK if name == DARK.name else LIGHT


def apply_theme(app: QApplication, appearance: Literal["system", "light", "dark"]) -> Theme:
    """Apply a theme to the application.

    Args:
        app: the application.
        appearance: the theme; "system" follows the system.

    Returns:
        The theme that was applied.
    """
    theme = {"light": LIGHT, "dark": DARK}.get(appearance)
    if theme is None:
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        theme = DARK if dark else LIGHT
    app.setProperty("sigverifyTheme", theme.name)
    app.setPalette(_palette(theme))
    app.setStyleSheet(style_sheet(theme))
    return theme


def style_sheet(theme: Theme) -> str:
    """The style sheet in a theme's colours."""
    folder = shipped_folder("assets") / "style"
    template = (folder / "window.qss").read_text(encoding="utf-8")
    drawn = {
        name: (folder / f"{file}-{theme.name}.svg").as_posix()
        for name, file in (("arrow", "arrow"), ("up", "arrow-up"), ("check", "check"))
    }
    doubtful, _ = theme.of(Decision.REFER)
    return Template(template).substitute(asdict(theme), doubtful=doubtful, bad=theme.bad, **drawn)


def icon(name: str, *, colour: str | None = None) -> QIcon:
    """An icon of the program's set.

    Args:
        name: its file in ``assets/icons``, without the suffix.
        colour: ``#rrggbb``; None takes the theme's text colour, or a paler one when disabled.
    """
    theme = current()
    return _icon(name, colour or theme.text, theme.disabled)


@lru_cache(maxsize=256)
def pixmap(name: str, *, size: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """An icon as a pixmap.

    Args:
        name: its file in ``assets/icons``, without the suffix.
        size: its side in logical pixels.
        colour: ``#rrggbb``.
        ratio: device pixels per logical pixel.
    """
    drawn = _drawn(_svg(name), size=round(size * ratio), colour=colour)
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    svg = _svg(name)
    made = QIcon()
    for size in _ICON_SIZES:
        made.addPixmap(_drawn(svg, size=size, colour=colour))
        made.addPixmap(_drawn(svg, size=size, colour=disabled), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=64)
def _svg(name: str) -> str:
    return (shipped_folder("assets") / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _drawn(svg: str, *, size: int, colour: str) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    drawn = QPixmap(size, size)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.raised),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.quiet),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.ToolTipBase, theme.surface),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Mid, theme.border),
        (role.Light, theme.surface),
        (role.Dark, theme.strong_border),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.disabled))
    return palette
