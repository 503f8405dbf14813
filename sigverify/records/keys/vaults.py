"""Makes and opens vaults: finds the source of a master key and asks it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from sigverify.records.keys.files import KeyFile
from sigverify.records.keys.keyrings import SystemKeyring
from sigverify.records.keys.source import KeySource
from sigverify.records.keys.tokens import TokenKeyFile, TokenPlace, token_of
from sigverify.records.vault import KEY_BYTES, Vault, wrong_key

_ANY: Final = ""


def key_source(key_file: Path | None, *, group: str | None = None) -> KeySource:
    """The source that a setting names.

    Args:
        key_file: the key file; None takes the operating system's keyring.
        group: name of the group that may read the key file beside its owner; None for none.
    """
    if key_file is None:
        return SystemKeyring()
    if key_file.exists() and token_of(key_file, group=group) is not None:
        return TokenKeyFile(path=key_file, group=group)
    return KeyFile(path=key_file, group=group)


def create_key(
    key_file: Path | None = None, *, token: TokenPlace | None = None, group: str | None = None
) -> Vault:
    """Create and store a new master key.

    Args:
        key_file: the file for the key; None stores it in the operating system's keyring under its
            id, so that no other key is ever overwritten.
        token: a token that wraps the key before it is written to the file; None for none.
        group: name of the group that may read the token's PIN; None for none.

    Returns:
        The vault that uses it. The code that creates a database stores its ``key_id`` there.

    Raises:
        KeyUnavailableError: there is no keyring or it does not keep the key, the file exists
            already or can't be written, or the token can't be used.
        MissingExtraError: the library for tokens is not installed.
    """
    key = secrets.token_bytes(KEY_BYTES)
    source = key_source(key_file)
    if token is not None:
        if key_file is None:
            raise ValueError("a wrapped key is in a file")
        source = TokenKeyFile(path=key_file, place=token, group=group)
    source.keep(key)
    return Vault(key)


def open_vault(key_file: Path | None = None, *, key_id: str, group: str | None = None) -> Vault:
    """Open the vault of an existing key.

    Args:
        key_file: the key file; None takes the operating system's keyring.
        key_id: id of the key that the database needs.
        group: name of the group that may read the key file beside its owner; None for none.

    Raises:
        KeyUnavailableError: the key is missing or damaged, or others can read it.
        WrongKeyError: the file holds another key.
    """
    vault = Vault(key_source(key_file, group=group).load(key_id))
    if vault.key_id != key_id:
        raise wrong_key(wanted=key_id, found=vault.key_id)
    return vault


def export_key(vault: Vault, *, key_file: Path) -> None:
    """Write a vault's key to a new file, as a backup or for another machine.

    Raises:
        KeyUnavailableError: the file exists already, or can't be written.
    """
    KeyFile(path=key_file).keep(vault.master_key())


def key_file_id(key_file: Path) -> str:
    """Return the id of the key in a file.

    Raises:
        KeyUnavailableError: the file is missing or damaged, or others can read it.
    """
    return Vault(key_source(key_file).load(_ANY)).key_id
