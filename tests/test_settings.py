from __future__ import annotations

import json
from pathlib import Path

import pytest

from sigverify.errors import DataError
from sigverify.settings import Settings, load_settings, save_settings
from sigverify.wording import english


def test_without_files_the_defaults_hold(tmp_path: Path) -> None:
    state = load_settings(tmp_path / "own.json", site=tmp_path / "site.json")
    assert state.values == Settings()
    assert (state.locked, state.complaint) == (frozenset(), None)


def test_what_the_site_names_is_locked_and_never_becomes_the_users_own(tmp_path: Path) -> None:
    own, site = tmp_path / "own.json", tmp_path / "site.json"
    own.write_text(json.dumps({"clerk": "A. Clerk", "allow_export": True, "blink_ms": 300}))
    site.write_text(json.dumps({"allow_export": False, "calibration": "/site/profile.json"}))
    state = load_settings(own, site=site)
    assert state.locked == {"allow_export", "calibration"}
    assert state.values.allow_export is False
    assert state.values.calibration == Path("/site/profile.json")
    assert (state.values.clerk, state.values.blink_ms) == ("A. Clerk", 300)
    save_settings(state.values, own=own, locked=state.locked)
    assert not state.locked & set(json.loads(own.read_text()))
    site.unlink()
    assert load_settings(own, site=site).values.clerk == "A. Clerk"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"blink_ms": "soon"}', '{"blink_ms": 5}'])
def test_broken_settings_of_the_user_are_said_and_those_of_the_site_stop(
    tmp_path: Path, content: str
) -> None:
    own, site = tmp_path / "own.json", tmp_path / "site.json"
    own.write_text(content)
    state = load_settings(own, site=site)
    assert state.values == Settings()
    assert state.complaint is not None
    assert str(own) in english(state.complaint)
    with pytest.raises(DataError, match="site's settings"):
        load_settings(tmp_path / "none.json", site=own)


def test_every_setting_can_be_explained_to_a_clerk() -> None:
    for name, field in Settings.model_fields.items():
        assert field.title, name
        assert field.description, name
