"""An insider's attacks on the records, through the commands of a checkout and plain SQL.

python -m tests.e2e.insider [CHECKOUT]

prints for each attack whether the checkout (this one by default) refuses or names it. It needs the
rights to make a mount namespace, in which a made-up site's folder lies over ``/etc/xdg``; nothing
outside the folder of the run is changed.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.places import ROOT
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

ROLES = {
    "version": 1,
    "people": {"clara": "clerk", "sam": "supervisor", "sue": "supervisor", "rita": "risk-officer"},
}
# The user's name is the operating system's; these attacks are not about that.
_PROGRAM = """
import os, sys
from sigverify.records import roles
roles.os_user = lambda: os.environ["INSIDER_USER"]
from sigverify.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
RECORDS_FAULT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """Records with two accounts, in a folder, used through the commands of a checkout.

    Account 1 is Anna's and Adam's, account 2 Eve's; each has a specimen.
    """

    folder: Path
    checkout: Path

    @property
    def database(self) -> Path:
        """The file of the records."""
        return self.folder / "records.db"

    def run(
        self, user: str, *arguments: object, site: bool = True, replaced: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a command.

        Args:
            user: the operating system's name of the user.
            arguments: the command.
            site: whether the site has roles.
            replaced: whether the user lays an empty folder over the site's, in a user namespace.
        """
        words = [sys.executable, "-c", _PROGRAM, *map(str, arguments)]
        over = f"mount --bind {self.folder / ('xdg' if site else 'empty')} /etc/xdg && "
        again = (
            f"unshare -rm sh -c 'mount --bind {self.folder / 'empty'} /etc/xdg && exec \"$@\"' - "
        )
        script = over + (again if replaced else "exec ") + '"$@"'
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.checkout),
            "INSIDER_USER": user,
            "SIGVERIFY_LOG_LEVEL": "error",
            **{
                f"XDG_{name}_HOME": str(self.folder / "home" / name)
                for name in ("CONFIG", "DATA", "CACHE", "STATE")
            },
        }
        return subprocess.run(
            ["unshare", "-m", "sh", "-c", script, "-", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )

    def needed(self, user: str, *arguments: object, site: bool = True) -> str:
        """Run a command that must succeed; gives its output."""
        found = self.run(user, *arguments, site=site)
        if found.returncode:
            raise RuntimeError(f"{arguments}: {found.stderr or found.stdout}")
        return found.stdout

    def verify(self, image: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Verify an image as a clerk."""
        return self.run("clara", "verify", self.folder / image, *arguments)


def can_mount() -> bool:
    """Whether this user may make the namespaces that the attacks need."""
    if shutil.which("unshare") is None:
        return False
    made = subprocess.run(
        ["unshare", "-m", "sh", "-c", "mount --bind /tmp /etc/xdg && unshare -rm true"],
        capture_output=True,
        check=False,
    )
    return made.returncode == 0


def open_bank(folder: Path, checkout: Path) -> Bank:
    """Make the records, before the site has roles."""
    bank = Bank(folder=folder, checkout=checkout)
    (folder / "empty").mkdir()
    site = folder / "xdg" / "sigverify"
    site.mkdir(parents=True)
    (site / "roles.json").write_text(json.dumps(ROLES))
    for number, name in enumerate(("anna", "adam", "eve")):
        write_image(folder / f"{name}.png", scribble(seed=number))
        write_image(folder / f"{name}-again.png", scribble(seed=number, variation=1))
    table = "account,signatory,path\n1,Anna,anna.png\n1,Adam,adam.png\n2,Eve,eve.png\n"
    (folder / "table.csv").write_text(table)
    bank.needed("sam", "records", "create", bank.database, "--key-file", folder / "key", site=False)
    bank.needed("sam", "register", "import", folder / "table.csv", site=False)
    for account in (1, 2):
        bank.needed("sam", "register", "mandate", account, "any one up to 10,000", site=False)
    bank.needed("sam", "register", "expire", 1, "--signatory", "Adam", site=False)
    # The records know the site's policy from here on, and a clerk can work.
    bank.needed("rita", "audit", "verify")
    bank.needed("clara", "verify", folder / "anna-again.png", "--reference", folder / "anna.png")
    return bank


REGISTER_CHANGES = {
    "a signatory of another account is let in": (
        "INSERT INTO account_signatories (account_id, signatory_id, first_day) "
        "SELECT 1, id, '2020-01-01' FROM signatories WHERE name = 'Eve'"
    ),
    "an ended right to sign is given back": (
        "UPDATE account_signatories SET last_day = NULL WHERE last_day IS NOT NULL"
    ),
    "a specimen becomes another person's": (
        "UPDATE specimens SET signatory_id = (SELECT id FROM signatories WHERE name = 'Anna') "
        "WHERE signatory_id = (SELECT id FROM signatories WHERE name = 'Eve')"
    ),
    "two specimens exchange their images": (
        "UPDATE specimens SET image_sha256 = (SELECT image_sha256 FROM specimens AS other "
        "WHERE other.id = 4 - specimens.id) WHERE id IN (1, 3)"
    ),
    "a mandate is loosened": "UPDATE mandates SET rule = replace(rule, '10000', '999999')",
    "a mandate is removed": "DELETE FROM mandates WHERE account_id = 1",
}


def register_change(statement: str) -> Callable[[Bank], bool]:
    """An attack: the database is changed directly, and the check must name it."""
    return lambda bank: _named(bank, statement)


def _named(bank: Bank, statement: str) -> bool:
    before = bank.database.read_bytes()
    with closing(sqlite3.connect(bank.database)) as plain, plain:
        if not plain.execute(statement).rowcount:
            raise RuntimeError(f"nothing was changed: {statement}")
    found = bank.run("rita", "audit", "verify")
    for extra in bank.folder.glob("records.db-*"):
        extra.unlink()
    bank.database.write_bytes(before)
    return found.returncode == RECORDS_FAULT


def own_calibration(bank: Bank) -> bool:
    """Whether a clerk's own calibration file is refused."""
    lax = bank.folder / "lax.json"
    shutil.copy(bank.checkout / "trained" / "base" / "calibration.json", lax)
    return _no_decision(
        bank.verify("anna-again.png", "--reference", "anna.png", "--calibration", lax)
    )


def own_model(bank: Bank) -> bool:
    """Whether a clerk's own model is refused."""
    model = bank.folder / "model"
    shutil.copytree(bank.checkout / "trained" / "base", model, dirs_exist_ok=True)
    return _no_decision(bank.verify("anna-again.png", "--reference", "anna.png", "--model", model))


def replaced_site(bank: Bank) -> bool:
    """Whether a clerk who lays an empty folder over the site's gets no other role by it."""
    bank.run("clara", "register", "admit", 1, "Mallory", replaced=True)
    return "Mallory" not in bank.needed("sam", "register", "show", 1)


def batch_of_own_specimen(bank: Bank) -> bool:
    """Whether a line with an account and a specimen of the clerk's own is not judged by it."""
    items, results = bank.folder / "items.csv", bank.folder / "results.csv"
    items.write_text("id,questioned,account,reference\n1,eve-again.png,1,eve.png\n")
    bank.run("clara", "batch", items, "--output", results)
    if not results.is_file():
        return True
    with results.open(encoding="utf-8-sig") as stream:
        (row,) = csv.DictReader(stream)
    return row["decision"] == "no-decision"


def supervisor_alone(*words: object) -> Callable[[Bank], bool]:
    """An attack: a supervisor changes account 1 and nobody confirms it."""

    def attack(bank: Bank) -> bool:
        before = bank.needed("sam", "register", "show", 1)
        bank.run("sam", "register", *words)
        return bank.needed("sam", "register", "show", 1) == before

    return attack


ATTACKS: dict[str, Callable[[Bank], bool]] = {
    **{name: register_change(statement) for name, statement in REGISTER_CHANGES.items()},
    "a clerk's own calibration": own_calibration,
    "a clerk's own model": own_model,
    "a folder over /etc/xdg": replaced_site,
    "a batch line with an account and a specimen": batch_of_own_specimen,
    "a supervisor alone adds a signatory": supervisor_alone("admit", 1, "Trudy"),
    "a supervisor alone adds a specimen": supervisor_alone("add", 1, "Anna", "anna-again.png"),
    "a supervisor alone sets a mandate": supervisor_alone("mandate", 1, "any one up to 900,000"),
}


def _no_decision(found: subprocess.CompletedProcess[str]) -> bool:
    return found.returncode == RECORDS_FAULT and "ACCEPT" not in found.stdout.upper()


def main() -> None:
    """Print what a checkout does about each attack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path, nargs="?", default=ROOT)
    checkout = parser.parse_args().checkout.resolve()
    with tempfile.TemporaryDirectory(prefix="sigverify-insider-") as name:
        bank = open_bank(Path(name), checkout)
        for title, attack in ATTACKS.items():
            told = "refused or named" if attack(bank) else "NOT NOTICED"
            print(f"{title}: {told}", flush=True)


if __name__ == "__main__":
    main()
