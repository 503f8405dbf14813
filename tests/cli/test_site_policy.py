"""One policy for window, commands and batches; another choice needs the role and is recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import pytest

from sigverify.__main__ import main
from sigverify.calibration import in_force
from sigverify.calibration.in_force import judging
from sigverify.errors import CalibrationError, ExitCode
from sigverify.files import file_sha256
from sigverify.paths import site_file
from sigverify.records import opening, roles
from sigverify.records.roles import NotAllowedError, Policy, SiteRoles
from sigverify.settings import Settings
from sigverify.site import SitePolicy
from tests.helpers.scribbles import scribble

PEOPLE = {"clara": "clerk", "sam": "supervisor", "rita": "risk-officer"}
POLICY = Policy(roles=SiteRoles.model_validate({"version": 1, "people": PEOPLE}))


@dataclass(kw_only=True)
class Site:
    """A site with roles, records in one place, and users with folders of their own."""

    folder: Path
    model: Path
    images: tuple[Path, Path]
    run: Callable[..., tuple[int, str, str]]

    def settings(self, **values: object) -> None:
        kept = {
            "model": str(self.model),
            "records": str(self.folder / "records.db"),
            "records_key": str(self.folder / "key"),
        }
        site_file().write_text(json.dumps({**kept, **values}))

    def calibration(self, name: str, **changes: object) -> Path:
        values = json.loads((self.model / "calibration.json").read_text())
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps({**values, "name": name, **changes}))
        return path

    def verify(self, user: str, *more: object) -> tuple[int, str, str]:
        questioned, reference = self.images
        return self.run(user, "verify", questioned, "--reference", reference, *more)

    def last(self, kind: str = "verification") -> dict[str, Any]:
        out = self.run("sam", "audit", "list", "--kind", kind, "--json")[1]
        found: dict[str, Any] = json.loads(out)[-1]
        return found


@pytest.fixture
def site(
    pristine_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Site:
    (tmp_path / "site").mkdir()
    monkeypatch.setattr("sigverify.paths.site_folder", lambda: tmp_path / "site")
    for module in (opening, in_force):
        monkeypatch.setattr(module, "load_policy", lambda: POLICY)
    images = []
    for variation in (1, 2):
        images.append(tmp_path / f"{variation}.png")
        data = cv2.imencode(".png", scribble(seed=1, variation=variation))[1].tobytes()
        images[-1].write_bytes(data)

    def run(user: str, *words: object) -> tuple[int, str, str]:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            monkeypatch.setenv(name, str(tmp_path / user / name))
        monkeypatch.setattr(roles, "os_user", lambda: user)
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    made = Site(folder=tmp_path, model=pristine_model, images=(images[0], images[1]), run=run)
    made.settings()
    assert run("sam", "records", "create")[0] == ExitCode.OK
    return made


def test_a_clerk_chooses_neither_threshold_nor_model(site: Site) -> None:
    lax = site.calibration("lax", accept_at=0.1, flag_below=0.05)
    for more in (("--calibration", lax), ("--model", site.model)):
        status, out, err = site.verify("clara", *more)
        assert (status, out) == (ExitCode.RECORDS, "")
        assert "may not use another model or calibration" in err
    assert site.verify("clara")[0] == ExitCode.OK
    assert "override" not in site.last()["facts"]


def test_a_batch_obeys_the_same_policy(site: Site) -> None:
    lax = site.calibration("lax", accept_at=0.1, flag_below=0.05)
    table = site.folder / "items.csv"
    table.write_text("questioned,reference\n1.png,2.png\n")
    words = ("batch", table, "-o", site.folder / "r.csv", "--workers", "1")
    assert site.run("clara", *words, "--calibration", lax)[0] == ExitCode.RECORDS
    assert not (site.folder / "r.csv").exists()
    strict = site.calibration("strict", accept_at=0.999)
    site.settings(calibration=str(strict))
    assert site.run("clara", *words)[0] == ExitCode.OK
    assert site.last("batch")["calibration"] == file_sha256(strict)


def test_another_choice_stands_in_words_in_the_trail(site: Site) -> None:
    lax = site.calibration("lax", accept_at=0.1, flag_below=0.05)
    assert site.verify("rita", "--calibration", lax)[0] == ExitCode.OK
    assert site.last()["facts"]["override"] == f"--calibration {lax}"
    assert "NOT THE SITE'S: --calibration" in site.run("sam", "audit", "list")[1]


def test_the_sites_calibration_counts_for_everybody(site: Site) -> None:
    strict = site.calibration("strict", accept_at=0.999)
    site.settings(calibration=str(strict))
    site.verify("clara")
    assert site.last()["calibration"] == file_sha256(strict)


def test_what_the_risk_officer_puts_in_force_counts_for_everybody(site: Site) -> None:
    strict = site.calibration("strict", accept_at=0.999)
    site.run("rita", "calibration", "activate", strict, "--model", site.model)
    site.verify("clara")
    assert site.last()["calibration"] != file_sha256(strict), "it waits"
    number = json.loads(site.run("sam", "approvals", "list", "--json")[1])[0]["seq"]
    assert site.run("sam", "approvals", "confirm", number)[0] == ExitCode.OK
    site.verify("clara")
    assert site.last()["calibration"] == file_sha256(strict)


def test_a_clerks_own_settings_and_log_of_activations_do_not_count(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    lax = site.calibration("lax", accept_at=0.1, flag_below=0.05)
    own = site.folder / "clara" / "XDG_CONFIG_HOME" / "sigverify" / "settings.json"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(json.dumps({"calibration": str(lax)}))
    assert site.verify("clara")[0] == ExitCode.RECORDS
    own.unlink()
    # The clerk makes the log on a machine without roles and records.
    for module in (opening, in_force):
        monkeypatch.setattr(module, "load_policy", lambda: Policy(roles=None))
    site_file().unlink()
    words = ("calibration", "activate", lax, "--model", site.model)
    assert site.run("clara", *words)[0] == ExitCode.OK
    for module in (opening, in_force):
        monkeypatch.setattr(module, "load_policy", lambda: POLICY)
    site.settings()
    assert site.verify("clara")[0] == ExitCode.RECORDS


def test_a_calibration_that_accepts_too_much_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = replace(POLICY, site=SitePolicy(accept_at_least=0.9))
    monkeypatch.setattr(opening, "load_policy", lambda: strict)
    lax = site.calibration("lax", accept_at=0.1, flag_below=0.05)
    status, _, err = site.verify("rita", "--calibration", lax)
    assert status == ExitCode.CALIBRATION
    assert "accepts nothing below 0.9" in err


def test_the_window_asks_the_same_question(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    lax = site.calibration("lax", accept_at=0.1, flag_below=0.05)
    monkeypatch.setattr(roles, "os_user", lambda: "clara")
    chosen = Settings(model=str(site.model), calibration=lax)
    with pytest.raises(NotAllowedError):
        judging(chosen, locked=frozenset({"model"}), recorder=None)
    both = frozenset({"model", "calibration"})
    assert judging(chosen, locked=both, recorder=None).calibration == lax
    floor = replace(POLICY, site=SitePolicy(accept_at_least=0.9))
    monkeypatch.setattr(in_force, "load_policy", lambda: floor)
    with pytest.raises(CalibrationError):
        judging(chosen, locked=both, recorder=None)


def test_site_show_names_policy_role_and_rules(site: Site) -> None:
    site.settings(one_person_changes=True)
    status, out, _ = site.run("sam", "site", "show")
    assert status == ExitCode.OK
    for words in (str(site_file()), "one_person_changes = True", "model = ", "sam"):
        assert words in out
