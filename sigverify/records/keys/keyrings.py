"""Master keys in the operating system's keyring, each under its own id."""

from __future__ import annotations

import re
from typing import Final

from sigverify.paths import APP_NAME
from sigverify.records.keys.source import BACKUP_REMEDY, KeyUnavailableError
from sigverify.records.vault import key_id_of

# keyring's own limit for a backend that it would recommend; below lie files in plain text.
_RECOMMENDED_PRIORITY: Final = 1
_SERVICE: Final = f"{APP_NAME} records"
_KEY: Final = re.compile("[0-9a-f]{64}")
_REMEDY: Final = (
    "Keep the key in a file instead: 'sigverify records create --key-file FILE', or name the file "
    "in the setting 'Key file' (records_key)."
)


class SystemKeyring:
    """The keyring of this user on this machine."""

    def load(self, key_id: str) -> bytes:
        """Return a key by its id; see `KeySource.load`."""
        found = _ask(key_id)
        if found is None:
            raise KeyUnavailableError(
                f"The key {key_id} of this database is not in the operating system's keyring "
                "of this user.",
                remedy="Was the database copied from another machine or user? Name the key file "
                "in the setting 'Key file' (records_key), or ask your administrator for the key.",
            )
        return found

    def keep(self, key: bytes) -> None:
        """Store a key under its id, so that no other is overwritten; see `KeySource.keep`."""
        import keyring
        from keyring.errors import KeyringError

        _check_backend()
        key_id = key_id_of(key)
        try:
            keyring.set_password(_SERVICE, key_id, key.hex())
        except KeyringError as error:
            raise _no_keyring(error) from error
        # Some backends silently drop the key; everything sealed with it would then be lost.
        if _ask(key_id) != key:
            raise KeyUnavailableError(
                "The operating system's keyring does not keep the key.", remedy=_REMEDY
            )

    def forget(self, key_id: str) -> None:
        """Remove a key; see `KeySource.forget`."""
        import keyring
        from keyring.errors import KeyringError

        if _ask(key_id) is None:
            return
        try:
            keyring.delete_password(_SERVICE, key_id)
        except KeyringError as error:
            raise _no_keyring(error) from error


def _ask(key_id: str) -> bytes | None:
    import keyring
    from keyring.errors import KeyringError

    _check_backend()
    try:
        found = keyring.get_password(_SERVICE, key_id)
    except KeyringError as error:
        raise _no_keyring(error) from error
    if found is None:
        return None
    if not _KEY.fullmatch(found):
        raise KeyUnavailableError(
            f"The key {key_id} in the operating system's keyring is damaged.",
            remedy=BACKUP_REMEDY,
        )
    return bytes.fromhex(found)


def _check_backend() -> None:
    import keyring

    backend = keyring.get_keyring()
    if backend.priority < _RECOMMENDED_PRIORITY:
        raise KeyUnavailableError(
            "This machine has no keyring that can keep a key safe.", remedy=_REMEDY
        )


def _no_keyring(error: Exception) -> KeyUnavailableError:
    return KeyUnavailableError(
        f"The operating system's keyring can't be used ({type(error).__name__}).",
        remedy=f"Unlock it and try again. {_REMEDY}",
    )
