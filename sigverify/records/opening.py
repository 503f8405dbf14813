"""The records that the settings name: created once, then opened.

If the settings name records, everything must be recorded, and a failure to record stops the work: a
decision that can't be proven later is worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sigverify.errors import RecordsError
from sigverify.paths import data_folder, settings_file, site_file
from sigverify.records.audit.anchors import Anchors
from sigverify.records.database import Records, open_records, stored_keys
from sigverify.records.keys.tokens import TokenPlace
from sigverify.records.keys.vaults import create_key, key_file_id, open_vault
from sigverify.records.roles import Permission, Person, Policy, load_policy
from sigverify.records.site_memory import remember_site
from sigverify.records.stored_keys import key_changing
from sigverify.records.vault import Vault
from sigverify.settings import Settings, load_settings, save_settings

_NAME: Final = "records.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRecords:
    """Records in use.

    Attributes:
        records: the database.
        policy: the site's policy.
        person: the user.
    """

    records: Records
    policy: Policy
    person: Person


def default_place() -> Path:
    """The default place of records."""
    return data_folder() / "records" / _NAME


def open_configured(
    settings: Settings, *, backed_up: bool = False, any_policy: bool = False
) -> OpenRecords | None:
    """The records that the settings name; None if they name none.

    Args:
        settings: the settings in force.
        backed_up: the server's database was backed up and may be upgraded.
        any_policy: do not compare the site's policy with the one of before.

    Raises:
        RecordsError: the records are missing or can't be opened, the user has no role at this
            site, or the site's policy is gone or can't be trusted.
    """
    if not settings.records:
        return None
    policy = load_policy()
    person = policy.person()
    vault = _vault(settings, policy=policy)
    records = open_records(settings.records, vault=vault, backed_up=backed_up)
    try:
        take_rules(records, policy)
        if policy.mark is not None and not any_policy:
            remember_site(records, policy.mark, policy=policy, person=person)
    except BaseException:
        records.close()
        raise
    return OpenRecords(records=records, policy=policy, person=person)


def rules_changed(opened: OpenRecords) -> bool:
    """Whether the site's rules are others than when the records were opened.

    Raises:
        RecordsError: they can't be used.
    """
    return load_policy() != opened.policy


def configured_vault(settings: Settings) -> Vault | None:
    """The vault of the records that the settings name; None if they name none.

    Raises:
        RecordsError: the records are missing, or their key can't be used.
    """
    if not settings.records:
        return None
    policy = load_policy()
    policy.person()
    return _vault(settings, policy=policy)


def _vault(settings: Settings, *, policy: Policy) -> Vault:
    keys = stored_keys(settings.records)
    if keys is None:
        raise RecordsError(
            f"{_shown(settings.records)}: the settings require everything to be recorded here, "
            f"but there are no records.",
            remedy="Put them back from a backup, or make new ones: sigverify records create.",
        )
    if keys.before is not None:
        raise key_changing(_shown(settings.records))
    # A site's settings name one place for all users, each with a key file of their own.
    key_file = None if settings.records_key is None else settings.records_key.expanduser()
    return open_vault(key_file, key_id=keys.key_id, group=policy.site.key_group)


def open_needed(*, backed_up: bool = False, any_policy: bool = False) -> OpenRecords:
    """The records, for actions that need them.

    Raises:
        RecordsError: there are no records, or as in `open_configured`.
    """
    settings = load_settings(settings_file(), site=site_file()).values
    found = open_configured(settings, backed_up=backed_up, any_policy=any_policy)
    if found is None:
        raise RecordsError(
            "No records are kept on this machine.",
            remedy="Create them with 'sigverify records create', or name them in the setting "
            "'Records' (records).",
        )
    return found


def create_configured(
    where: Path | str | None = None,
    *,
    key_file: Path | None = None,
    token: TokenPlace | None = None,
) -> str:
    """Create records, and a key if there is none, and enter both in the user's settings.

    Args:
        where: a file or the URL of a PostgreSQL database; None takes the place in the settings, or
            the user's data folder.
        key_file: the existing or new key file; None takes the key file in the settings, or the
            operating system's keyring.
        token: a token that wraps a new key in the key file; None for none.

    Returns:
        The place of the records, for people.

    Raises:
        RecordsError: there are records already, or they can't be created.
        NotAllowedError: the role does not allow it.
    """
    load_policy().person().require(Permission.CHANGE_REGISTER)
    own = settings_file()
    state = load_settings(own, site=site_file())
    place = str(where or state.values.records or default_place())
    key_file = key_file or state.values.records_key
    if "://" not in place:
        place = str(Path(place).expanduser().absolute())
    if stored_keys(place) is not None:
        raise RecordsError(
            f"{_shown(place)}: there are records already.",
            remedy="Name them in the setting 'Records' (records) to use them.",
        )
    if key_file is not None:
        key_file = key_file.expanduser().absolute()
    if key_file is not None and key_file.exists():
        vault = open_vault(key_file, key_id=key_file_id(key_file))
    else:
        vault = create_key(key_file, token=token)
    records = open_records(place, vault=vault)
    records.close()
    chosen = state.values.model_copy(update={"records": place, "records_key": key_file})
    save_settings(chosen, own=own, locked=state.locked)
    return records.where


def take_rules(records: Records, policy: Policy) -> None:
    """Let open records follow the site's rules."""
    records.audit.anchors = _anchors(policy)
    records.four_eyes = policy.four_eyes
    records.audit.may_still = policy.allows


def _anchors(policy: Policy) -> Anchors | None:
    site = policy.site
    if site.anchor_file is None and not site.anchor_syslog:
        return None
    file = None if site.anchor_file is None else Path(site.anchor_file)
    return Anchors(file=file, syslog=site.anchor_syslog)


def _shown(place: str) -> str:
    """A place without a possible password."""
    return place if "://" not in place else f"{place.partition('://')[0]}://..."
