"""Changes the master key of the records that the settings name, and puts the new key in its place.

The new key is stored beside the former one first. The former one goes when everything was encrypted
anew and verified; a change that was interrupted is finished by the same call.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigverify.errors import RecordsError, UsageError
from sigverify.paths import settings_file, site_file
from sigverify.progress import Progress, no_progress
from sigverify.records.audit.check import check_trail
from sigverify.records.database import Records, open_records, stored_keys
from sigverify.records.keys.source import KeyUnavailableError
from sigverify.records.keys.tokens import TokenPlace, token_of
from sigverify.records.keys.vaults import (
    create_key,
    export_key,
    key_file_id,
    key_source,
    open_vault,
)
from sigverify.records.opening import open_configured, take_rules
from sigverify.records.rekeying import begin_change, complete_change, make_change, release
from sigverify.records.roles import Permission, Person, Policy, load_policy
from sigverify.records.stored_keys import StoredKeys
from sigverify.records.vault import Vault, WrongKeyError
from sigverify.settings import SettingsState, load_settings, save_settings

_NEW_SUFFIX: Final = ".new"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where the keys are.

    Attributes:
        former: the key file of before; None for the keyring.
        new: the key file of afterwards; None for the keyring.
    """

    former: Path | None
    new: Path | None

    @property
    def staged(self) -> Path | None:
        """Where the new key is until the former one goes."""
        if self.new is None or self.new != self.former:
            return self.new
        return self.new.with_name(self.new.name + _NEW_SUFFIX)


def require_allowed() -> tuple[Policy, Person]:
    """The site's policy and the user, who may change the key.

    Raises:
        NotAllowedError: the role does not allow it.
        RecordsError: the policy can't be used, or the user has no role.
    """
    policy = load_policy()
    person = policy.person()
    person.require(Permission.RESUME)
    return policy, person


def change_configured_key(
    *,
    key_file: Path | None = None,
    token: TokenPlace | None = None,
    keep_old: Path | None = None,
    despite_faults: bool = False,
    progress: Progress = no_progress,
) -> str:
    """Change the master key, or finish a change that was interrupted.

    Args:
        key_file: a new place for the key; None keeps it where it is.
        token: a token that wraps the new key in its file; None keeps the key with the token that
            the former key file names, if any.
        keep_old: a new file for the former key, for copies of the database that are older.
        despite_faults: continue although the trail has faults, which stay.
        progress: called with the work done and its total, several times from the start.

    Returns:
        The id of the new key.

    Raises:
        NotAllowedError: the role does not allow it.
        ChangeWaitsError: a second person must allow it first.
        RecordsError: there are no records, the trail has faults, a key is missing, or the
            database can't be written.
        UsageError: the site's file names the key file, so it can't have another place.
    """
    policy, person = require_allowed()
    state = load_settings(settings_file(), site=site_file())
    stored = None if not state.values.records else stored_keys(state.values.records)
    if stored is None:
        raise RecordsError(
            "No records are kept on this machine.", remedy="There is no key to change."
        )
    places = _places(state, key_file)
    if stored.before is None:
        new = _begin(
            state, places=places, token=token, despite_faults=despite_faults, keep_old=keep_old
        )
        old: Vault | None = _former(state, places, policy=policy)
    else:
        new = _interrupted(places, stored, policy=policy)
        old = None if stored.verified else _former(state, places, policy=policy)
    records = open_records(state.values.records, vault=new, changing_key=True)
    try:
        take_rules(records, policy)
        if old is not None:
            _keep(old, keep_old)
            make_change(records, old=old, person=person, progress=progress)
        _put_in_place(state, places, records=records, person=person)
    finally:
        records.close()
    return new.key_id


def _places(state: SettingsState, key_file: Path | None) -> _Places:
    former = state.values.records_key
    former = None if former is None else former.expanduser().absolute()
    if key_file is None:
        return _Places(former=former, new=former)
    if "records_key" in state.locked:
        raise UsageError(
            "The site's file names the key file.",
            remedy="Leave out --key-file: the new key takes the place of the former one.",
        )
    return _Places(former=former, new=key_file.expanduser().absolute())


def _begin(
    state: SettingsState,
    *,
    places: _Places,
    token: TokenPlace | None,
    despite_faults: bool,
    keep_old: Path | None,
) -> Vault:
    """Ask whether the key may be changed, store a new one, and begin; return its vault."""
    opened = open_configured(state.values)
    if opened is None:
        raise RuntimeError("the records were there a moment ago")
    records = opened.records
    try:
        proposal = release(records, person=opened.person, policy=opened.policy)
        with records.reading() as connection:
            report = check_trail(connection, trail=records.audit, images=True)
        if not report.whole and not despite_faults:
            raise RecordsError(
                "The audit trail has faults, so the key is not changed: "
                f"{report.findings[0].message}",
                remedy="See 'sigverify audit verify', and put the database back from a backup. "
                "With --despite-faults the faults stay, and what differs from the trail now can't "
                "be restored later.",
            )
        _keep(records.vault, keep_old)
        staged = places.staged
        # A process that was killed here has left a key that nothing uses yet.
        if staged is not None and staged.exists():
            new = open_vault(staged, key_id=key_file_id(staged))
        else:
            group = opened.policy.site.key_group
            if token is None and places.new is not None and places.new == places.former:
                token = token_of(places.new, group=group)
            new = create_key(staged, token=token, group=group)
        if new.key_id == records.vault.key_id:
            raise UsageError(
                f"{staged}: this is the key that is in force.", remedy="Name a new file."
            )
        begin_change(records, new=new, person=opened.person, proposal=proposal, report=report)
    finally:
        records.close()
    return new


def _former(state: SettingsState, places: _Places, *, policy: Policy) -> Vault:
    stored = stored_keys(state.values.records)
    if stored is None or stored.before is None:
        raise RuntimeError("the key is not being changed")
    return open_vault(places.former, key_id=stored.before, group=policy.site.key_group)


def _interrupted(places: _Places, stored: StoredKeys, *, policy: Policy) -> Vault:
    """The vault of the new key of a change that was interrupted."""
    last: RecordsError | None = None
    for place in dict.fromkeys((places.staged, places.new, places.former)):
        try:
            return open_vault(place, key_id=stored.key_id, group=policy.site.key_group)
        except (KeyUnavailableError, WrongKeyError) as error:
            last = last or error
    assert last is not None
    raise KeyUnavailableError(
        f"The master key is being changed to {stored.key_id}, and this key is not available.",
        remedy="Give the same --key-file as when the change was started.",
    ) from last


def _keep(old: Vault, keep_old: Path | None) -> None:
    if keep_old is None or (keep_old.exists() and key_file_id(keep_old) == old.key_id):
        return
    export_key(old, key_file=keep_old)


def _put_in_place(
    state: SettingsState, places: _Places, *, records: Records, person: Person
) -> None:
    """Put the new key in the place of the former one, which goes, and complete the change."""
    stored = stored_keys(state.values.records)
    former, new, staged = places.former, places.new, places.staged
    if staged is not None and former is not None and staged != new:
        if staged.exists():
            _like(staged, former)
            staged.replace(former)
    elif former != new:
        chosen = state.values.model_copy(update={"records_key": new})
        save_settings(chosen, own=settings_file(), locked=state.locked)
        if stored is not None and stored.before is not None:
            key_source(former).forget(stored.before)
    elif stored is not None and stored.before is not None:
        key_source(None).forget(stored.before)
    complete_change(records, person=person)


def _like(staged: Path, former: Path) -> None:
    """Give the new key file the owner, group and permissions of the former one."""
    if os.name != "posix" or not former.exists():
        return
    status = former.stat()
    try:
        os.chown(staged, status.st_uid, status.st_gid)
        staged.chmod(status.st_mode & 0o777)
    except OSError as error:
        raise KeyUnavailableError(
            f"{staged}: can't be given the owner and group of {former} "
            f"({error.strerror or error}).",
            remedy="Run the same command again as the owner of the key file.",
        ) from error
