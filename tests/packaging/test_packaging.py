"""What belongs to no one system's build, and what can be checked of those that can't run here."""

from __future__ import annotations

import importlib.util
import plistlib
import re
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from types import ModuleType

import pytest
import typer

from sigverify.cli.app import application
from tests.helpers.places import ROOT

PACKAGING = ROOT / "packaging"
SPEC = (PACKAGING / "sigverify.spec").read_text("utf-8")


def loaded(name: str) -> ModuleType:
    """One of the scripts, which are no package."""
    spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_manual_page_has_every_command_and_option() -> None:
    manpage = loaded("manpage")
    root = typer.main.get_command(application())
    page = "\n".join(manpage.lines(root)).replace(r"\-", "-")
    leaves = list(manpage.leaves(root, "sigverify"))
    assert len(leaves) > 10
    for words, command in leaves:
        assert f".SS {words}\n" in page
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert all(rf"\fB{option}\fR" in page for option in parameter.opts)


def test_manual_page_escapes_what_the_formatter_would_take() -> None:
    assert loaded("manpage").text(".B a\\b 'c' x-y") == r"\&.B a\eb \(aqc\(aq x\-y"


def test_icon_is_drawn_with_round_corners_on_a_clear_ground() -> None:
    image = loaded("icons").drawn(48)
    assert (image.size, image.mode) == ((48, 48), "RGBA")
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((24, 6)) == (11, 79, 158, 255)


@pytest.mark.parametrize("name", ["sigverify-gui", "sigverify", "sigverify-pdf"])
def test_spec_makes_each_program(name: str) -> None:
    assert f'name="{name}"' in SPEC


def test_desktop_entry_and_metainfo_belong_together() -> None:
    entry = ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(PACKAGING / "linux/sigverify.desktop", encoding="utf-8")
    assert entry["Desktop Entry"]["Exec"].split()[0] == "sigverify-gui"
    about = ET.parse(PACKAGING / "linux/org.sigverify.sigverify.metainfo.xml").getroot()
    assert about.findtext("launchable") == "sigverify.desktop"
    assert [one.text for one in about.iter("binary")] == ["sigverify", "sigverify-gui"]


def test_macos_bundle_starts_the_window() -> None:
    with (PACKAGING / "macos/Info.plist").open("rb") as file:
        properties = plistlib.load(file)
    assert f'name="{properties["CFBundleExecutable"]}"' in SPEC


def test_windows_installer_names_what_is_built() -> None:
    script = (PACKAGING / "windows/sigverify.iss").read_text("utf-8")
    for name in re.findall(r"([\w-]+)\.exe", script):
        assert f'name="{name}"' in SPEC, name
    for source in re.findall(r"\{#Root\}\\([\w.\\-]+)", script):
        top = source.split("\\")[0]
        assert top in ("build", "dist") or (PACKAGING.parent / top).exists(), source
