"""Colours that can be read, words that are translated, icons that are there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtCore import QLocale, QSize
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from sigverify.calibration.words import outcome, outcome_of_band
from sigverify.gui.action_table import MENUS
from sigverify.gui.app import can_be_shown, enlarge_letters, make_application, translate
from sigverify.gui.i18n.settings_words import KNOWN
from sigverify.gui.i18n.wording import phrase, sentence, specimen_name
from sigverify.gui.theme import DARK, LIGHT, Theme, apply_theme, icon, style_sheet
from sigverify.gui.widgets.similarity_scale import place
from sigverify.paths import shipped_folder
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.performance.intervals import Interval, Rate
from sigverify.scoring.performance.rates import Estimate, Rates
from sigverify.settings import Settings
from sigverify.templates import TEMPLATES
from sigverify.terms import Decision
from sigverify.wording import english
from tests.helpers.places import ROOT

CATALOGUES = shipped_folder("assets") / "translations"
LANGUAGES = ("en", "de", "hi")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_contrast_that_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_all_text_stands_out_from_its_ground(theme: Theme) -> None:
    grounds = (theme.window, theme.surface, theme.raised)
    pairs = list(product((theme.text, theme.quiet), (*grounds, theme.selection)))
    pairs += product(
        (theme.questioned, theme.specimen, theme.bad, theme.of(Decision.REFER)[0]), grounds
    )
    pairs += [
        *(theme.of(decision) for decision in Decision),
        (theme.on_accent, theme.accent),
        (theme.on_accent, theme.accent_hover),
    ]
    weak = {pair: round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < 4.5}
    assert not weak
    # Edges of what can be used need 3 : 1 (WCAG 2.2, 1.4.11).
    assert all(contrast(theme.strong_border, ground) >= 3 for ground in grounds)
    assert contrast(theme.accent, theme.surface) >= 3


@pytest.mark.parametrize("kind", [QRadioButton, QCheckBox])
@pytest.mark.parametrize("chosen", [False, True])
@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_a_choice_is_seen_whether_chosen_or_not(
    qtbot: QtBot,
    kind: type[QRadioButton] | type[QCheckBox],
    chosen: bool,
    appearance: Literal["light", "dark"],
) -> None:
    theme = apply_theme(make_application(), appearance)
    ground = QWidget()
    qtbot.addWidget(ground)
    button = kind("", ground)
    button.setCheckable(True)
    button.setChecked(chosen)
    ground.resize(40, 40)
    drawn = ground.grab().toImage()
    colours = {drawn.pixelColor(x, y).name() for x in range(30) for y in range(30)}
    apply_theme(make_application(), "light")
    assert max(contrast(colour, theme.window) for colour in colours) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_style_sheet_has_no_colour_left_open(theme: Theme) -> None:
    assert "$" not in style_sheet(theme)


def test_every_action_with_a_picture_has_a_sharp_one(qapp: QApplication) -> None:
    pictures = [entry.picture for _menu, entries in MENUS for entry in entries if entry]
    for name in filter(None, pictures):
        for side in (16, 20, 30, 40):
            found = icon(name).pixmap(QSize(side, side))
            assert not found.isNull()
            assert found.toImage().pixelColor(0, 0).alpha() == 0


def test_no_two_actions_share_a_key() -> None:
    keys = [key for _menu, entries in MENUS for entry in entries if entry for key in entry.keys]
    assert len(keys) == len(set(keys))


def messages(path: Path) -> dict[tuple[str, str], str]:
    """Context and text of each message that is not obsolete, with its translation."""
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            assert translation.get("type") is None, f"{path.name}: {message.findtext('source')}"
            forms = translation.findall("numerusform") or [translation]
            key = (str(context.findtext("name")), str(message.findtext("source")))
            found[key] = "".join(form.text or "" for form in forms)
    return found


@pytest.mark.parametrize("language", ["de", "hi"])
def test_a_catalogue_has_every_text_and_keeps_its_places(language: str) -> None:
    for (_context, source), text in messages(CATALOGUES / f"sigverify_{language}.ts").items():
        assert text.strip(), source
        assert set(re.findall(r"\{\w+\}", source)) == set(re.findall(r"\{\w+\}", text)), source


def tool(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_the_catalogues_know_the_texts_of_the_code_and_are_compiled(tmp_path: Path) -> None:
    gui = ROOT / "sigverify" / "gui"
    reasons = tmp_path / "reasons.py"
    maker = ROOT / "packaging" / "reason_codes.py"
    subprocess.run([sys.executable, str(maker), "texts", str(reasons)], check=True)
    sources = [*sorted(str(path) for path in gui.rglob("*.py")), str(reasons)]
    fresh = tmp_path / "fresh.ts"
    subprocess.run([tool("pyside6-lupdate"), "-silent", *sources, "-ts", str(fresh)], check=True)
    wanted = {
        (str(context.findtext("name")), str(message.findtext("source")))
        for context in ET.parse(fresh).getroot().iter("context")
        for message in context.iter("message")
    }
    for language in ("de", "hi"):
        known = set(messages(CATALOGUES / f"sigverify_{language}.ts"))
        assert known == wanted, "run packaging/translations.sh"
    for language in LANGUAGES:
        source = CATALOGUES / f"sigverify_{language}.ts"
        compiled = tmp_path / f"{language}.qm"
        command = [tool("pyside6-lrelease"), "-silent", str(source), "-qm", str(compiled)]
        subprocess.run(command, check=True)
        assert compiled.read_bytes() == source.with_suffix(".qm").read_bytes()


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    spoken = translate(qapp, "de")
    yield
    for translator in spoken:
        qapp.removeTranslator(translator)
    QLocale.setDefault(QLocale())


@pytest.mark.usefixtures("german")
def test_reasons_are_said_in_the_clerk_s_language() -> None:
    assert sentence(Reason(ReasonCode.MEANING_FLAG)) == "Verdacht auf Fälschung"
    blank = Reason(ReasonCode.NO_INK)
    found = sentence(Reason(ReasonCode.QUESTIONED_UNUSABLE, image="x.png", finding=blank))
    assert found.startswith("Die zu prüfende Unterschrift x.png ist nicht verwendbar: Im Bild ist")
    rule = Reason(ReasonCode.RULE_HOLDS, rule="any two", people=("A. Rose", "C. Varga"))
    assert sentence(rule).endswith("Unterschriften von A. Rose und C. Varga")
    assert phrase(rule).startswith("die Regel")
    shipped = Reason(ReasonCode.SHIPPED_CALIBRATION, model="base")
    assert sentence(shipped) == "base, mitgeliefert"
    assert specimen_name(4) == "Nr. 4"
    assert specimen_name("no. 4.png") == "no. 4.png"
    copy = Reason(ReasonCode.SPECIMEN_COPIED, specimen=4, other="b.png")
    assert sentence(copy) == "Die Probe Nr. 4 ist eine Kopie der Probe b.png"
    missing = Reason(
        ReasonCode.FILE_PROBLEM, file="scan.png", problem=Reason(ReasonCode.NO_SUCH_FILE)
    )
    assert sentence(missing) == "scan.png: Diese Datei gibt es nicht."
    assert sentence("Nobody has translated this.") == "Nobody has translated this."


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("code", ReasonCode)
def test_each_code_is_translated(code: ReasonCode) -> None:
    names = re.findall(r"{(\w+)}", TEMPLATES[code])
    reason = Reason(code, **dict.fromkeys(names, "7"))
    only_names = not re.sub(r"{\w+}|\W", "", TEMPLATES[code])
    assert only_names or sentence(reason) != english(reason, capital=True)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("skilled", [True, False], ids=["skilled", "random"])
def test_what_a_calibration_comes_to_is_reported_in_the_clerk_s_language(skilled: bool) -> None:
    estimate = Estimate(Rate(3, 400), Interval(0.001, 0.02))
    far_skilled = estimate if skilled else None
    rates = Rates(
        frr=estimate, genuine_flagged=estimate, far_skilled=far_skilled, far_random=estimate
    )
    assert sentence(outcome(rates)).startswith("Von 1000 echten Schecks")
    for up_to in (7000, None):
        text = sentence(outcome_of_band(rates, up_to=up_to, all_alike=False))
        assert text.startswith(
            "Größere Schecks: von" if up_to is None else "Schecks bis 7,000: von"
        )
        assert not re.search("genuine|cheques|forger|people|pass|flag", text)


def test_every_setting_is_known_to_the_catalogues() -> None:
    for field in Settings.model_fields.values():
        assert {field.title, field.description} <= set(KNOWN)


def test_equal_steps_of_the_scale_are_equal_factors_in_the_odds() -> None:
    assert place(0.5) == pytest.approx(0.5)
    assert place(0.0) == 0
    assert place(1.0) == 1
    # odds of 1 to 9, 1 to 1 and 9 to 1
    assert place(0.5) - place(0.1) == pytest.approx(place(0.9) - place(0.5))


@pytest.mark.parametrize("language", ["C", "fr_FR", "en_US"])
def test_counts_are_right_where_the_system_has_no_language_of_ours(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(language))
    translators = translate(qapp, "system")
    told = [qapp.translate("RegisterWindow", "%n account(s)", "", count) for count in (1, 2)]
    for translator in translators:
        qapp.removeTranslator(translator)
    assert told == ["1 account", "2 accounts"]


def test_hindi_is_shown_a_size_larger(qapp: QApplication) -> None:
    before = qapp.font()
    try:
        enlarge_letters(qapp, "de")
        assert qapp.font().pointSizeF() == before.pointSizeF()
        enlarge_letters(qapp, "hi")
        larger = can_be_shown(QLocale("hi"))
        assert qapp.font().pointSizeF() == before.pointSizeF() + larger
    finally:
        qapp.setFont(before)
