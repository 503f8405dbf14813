"""Encryption of images and specimens, with a key that is not in the database.

A database has one master key of 32 random bytes. It is in the operating system's keyring, or in a
key file that only its owner can read. The master key encrypts nothing directly: HKDF (RFC 5869)
derives a key for each purpose. Encryption is AES-256-GCM (NIST SP 800-38D).

A sealed blob is ``SIGV``, the format's number, the key's id (8 bytes), a nonce (12 bytes), and the
ciphertext with its tag (16 bytes). All of it is authenticated together with the *context*, a few
bytes that name the blob's place, so that a blob in another's place is detected.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sigverify.errors import OutputError, RecordsError
from sigverify.files import read_bytes, written_atomically
from sigverify.paths import APP_NAME

_KEY_BYTES: Final = 32
_KEY_ID_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_MAGIC: Final = b"SIGV\x01"
_HEADER_BYTES: Final = len(_MAGIC) + _KEY_ID_BYTES + _NONCE_BYTES
# keyring's own limit for a backend that it would recommend; below lie files in plain text.
_RECOMMENDED_PRIORITY: Final = 1
_KEY_FILE: Final = re.compile(rb"sigverify key 1 ([0-9a-f]{64})\n?")
_MAX_KEY_FILE_BYTES: Final = 4096
_KEY_FILE_REMEDY: Final = (
    "Keep the key in a file instead: 'sigverify records create --key-file FILE', or name the file "
    "in the setting 'Key file' (records_key)."
)
# Permissions of a key file that nobody else than its owner may have, and those that a group which
# the site names may not have either: it may only read.
_GROUP: Final = 0o070
_OTHERS: Final = 0o037
_BACKUP_REMEDY: Final = "Put it back from a backup."


class KeyUnavailableError(RecordsError):
    """The key is missing, or is not stored safely."""


class WrongKeyError(RecordsError):
    """The data were sealed with another key."""


class DamagedBlobError(RecordsError):
    """Sealed bytes were changed, truncated, or exchanged."""


class Vault:
    """Seals and opens bytes with one master key. One instance may serve several threads.

    Attributes:
        key_id: 16 hexadecimal digits that identify the key and reveal nothing about it.
    """

    __slots__ = ("_cipher", "_key", "key_id")

    def __init__(self, key: bytes) -> None:
        """Use a master key.

        Args:
            key: 32 bytes from a cryptographic random generator; never a password.

        Raises:
            ValueError: the key has another length.
        """
        if len(key) != _KEY_BYTES:
            raise ValueError(f"a master key has {_KEY_BYTES} bytes, not {len(key)}")
        self._key = key
        self._cipher = AESGCM(self.subkey(b"seal"))
        self.key_id: str = _derive(key, purpose=b"key id", length=_KEY_ID_BYTES).hex()

    def seal(self, data: bytes, *, context: bytes) -> bytes:
        """Encrypt bytes for one place.

        Args:
            data: the bytes to encrypt; may be empty.
            context: names the place, such as ``b"specimen:17"``; neither secret nor stored.

        Returns:
            The sealed bytes, 41 longer than the data and different each time.
        """
        # Random nonces are safe for 2**32 blobs of a key: 100,000 a day for a century.
        nonce = secrets.token_bytes(_NONCE_BYTES)
        header = _MAGIC + bytes.fromhex(self.key_id) + nonce
        return header + self._cipher.encrypt(nonce, data, header + context)

    def open(self, sealed: bytes, *, context: bytes) -> bytes:
        """Decrypt bytes that `seal` encrypted for the same place.

        Raises:
            WrongKeyError: the bytes were sealed with another key.
            DamagedBlobError: the bytes were changed, truncated, or sealed for another place.
        """
        if len(sealed) < _HEADER_BYTES + _TAG_BYTES or not sealed.startswith(_MAGIC):
            raise DamagedBlobError(
                "A stored picture or note is damaged: it does not begin as it must.",
                remedy=_BACKUP_REMEDY,
            )
        key_id = sealed[len(_MAGIC) : len(_MAGIC) + _KEY_ID_BYTES].hex()
        if key_id != self.key_id:
            raise _wrong_key(wanted=key_id, found=self.key_id)
        header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
        try:
            return self._cipher.decrypt(header[-_NONCE_BYTES:], rest, header + context)
        except InvalidTag as error:
            raise DamagedBlobError(
                "A stored picture or note was changed, or another's was put in its place.",
                remedy=_BACKUP_REMEDY,
            ) from error

    def subkey(self, purpose: bytes) -> bytes:
        """32 bytes for one purpose, the same each time; they reveal nothing about other keys."""
        return _derive(self._key, purpose=b"subkey " + purpose, length=_KEY_BYTES)


def create_key(key_file: Path | None = None) -> Vault:
    """Create and store a new master key.

    Args:
        key_file: the file for the key; None stores it in the operating system's keyring under its
            id, so that no other key is ever overwritten.

    Returns:
        The vault that uses it. The code that creates a database stores its ``key_id`` there.

    Raises:
        KeyUnavailableError: there is no keyring or it does not keep the key, or the file exists
            already or can't be written.
    """
    key = secrets.token_bytes(_KEY_BYTES)
    vault = Vault(key)
    if key_file is not None:
        _write_key_file(key_file, key)
        return vault
    _tell_keyring(vault.key_id, key)
    # Some backends silently drop the key; everything sealed with it would then be lost.
    if _ask_keyring(vault.key_id) != key:
        raise KeyUnavailableError(
            "The operating system's keyring does not keep the key.", remedy=_KEY_FILE_REMEDY
        )
    return vault


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
    if key_file is not None:
        key = _read_key_file(key_file, group=group)
    else:
        found = _ask_keyring(key_id)
        if found is None:
            raise KeyUnavailableError(
                f"The key {key_id} of this database is not in the operating system's keyring "
                "of this user.",
                remedy="Was the database copied from another machine or user? Name the key file "
                "in the setting 'Key file' (records_key), or ask your administrator for the key.",
            )
        key = found
    vault = Vault(key)
    if vault.key_id != key_id:
        raise _wrong_key(wanted=key_id, found=vault.key_id)
    return vault


def export_key(vault: Vault, *, key_file: Path) -> None:
    """Write a vault's key to a new file, as a backup or for another machine.

    Raises:
        KeyUnavailableError: the file exists already, or can't be written.
    """
    _write_key_file(key_file, vault._key)


def key_file_id(key_file: Path) -> str:
    """Return the id of the key in a file.

    Raises:
        KeyUnavailableError: the file is missing or damaged, or others can read it.
    """
    return Vault(_read_key_file(key_file)).key_id


def _derive(key: bytes, *, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"sigverify records 1: " + purpose).derive(key)


def _wrong_key(*, wanted: str, found: str) -> WrongKeyError:
    return WrongKeyError(
        f"Wrong key: this was sealed with key {wanted}, and the key at hand is {found}.",
        remedy="Name the key file that belongs to this database.",
    )


def _write_key_file(path: Path, key: bytes) -> None:
    try:
        with written_atomically(path, private=True, new=True) as stream:
            stream.write(b"sigverify key 1 " + key.hex().encode() + b"\n")
    except FileExistsError as error:
        raise KeyUnavailableError(
            f"{path}: this file is there already, and keys are never overwritten.",
            remedy="Choose another name.",
        ) from error
    except OutputError as error:
        raise KeyUnavailableError(error.message, remedy=error.remedy) from error


def _read_key_file(path: Path, *, group: str | None = None) -> bytes:
    try:
        status = path.stat()
    except OSError as error:
        raise KeyUnavailableError(
            f"{path}: the key file can't be read ({error.strerror or error}).",
            remedy="Check the setting 'Key file' (records_key), and whether the disk or stick "
            "with the key is there.",
        ) from error
    # Windows has no permission bits; there a user's folder is private to that user.
    if os.name == "posix":
        if status.st_mode & (_OTHERS if _is_group(status.st_gid, group) else _GROUP | _OTHERS):
            raise KeyUnavailableError(
                f"{path}: other users may read this key file.",
                remedy=f"Make it yours alone: chmod 600 '{path}'. Anyone who has read it "
                "has the key.",
            )
        if status.st_uid not in (os.geteuid(), 0):
            raise KeyUnavailableError(
                f"{path}: this key file belongs to another user.",
                remedy="Use a copy that is yours, readable by you alone.",
            )
    found = _KEY_FILE.fullmatch(read_bytes(path, max_bytes=_MAX_KEY_FILE_BYTES))
    if found is None:
        raise KeyUnavailableError(
            f"{path}: this is no key file, or it is damaged.", remedy=_BACKUP_REMEDY
        )
    return bytes.fromhex(found[1].decode())


def _is_group(gid: int, name: str | None) -> bool:
    """Whether a group has this name."""
    if name is None or sys.platform == "win32":
        return False
    import grp

    try:
        return grp.getgrnam(name).gr_gid == gid
    except KeyError:
        return False


def _tell_keyring(key_id: str, key: bytes) -> None:
    import keyring
    from keyring.errors import KeyringError

    _check_backend()
    try:
        keyring.set_password(f"{APP_NAME} records", key_id, key.hex())
    except KeyringError as error:
        raise _no_keyring(error) from error


def _ask_keyring(key_id: str) -> bytes | None:
    import keyring
    from keyring.errors import KeyringError

    _check_backend()
    try:
        found = keyring.get_password(f"{APP_NAME} records", key_id)
    except KeyringError as error:
        raise _no_keyring(error) from error
    if found is None:
        return None
    if not re.fullmatch(f"[0-9a-f]{{{2 * _KEY_BYTES}}}", found):
        raise KeyUnavailableError(
            f"The key {key_id} in the operating system's keyring is damaged.",
            remedy=_BACKUP_REMEDY,
        )
    return bytes.fromhex(found)


def _check_backend() -> None:
    import keyring

    backend = keyring.get_keyring()
    if backend.priority < _RECOMMENDED_PRIORITY:
        raise KeyUnavailableError(
            "This machine has no keyring that can keep a key safe.", remedy=_KEY_FILE_REMEDY
        )


def _no_keyring(error: Exception) -> KeyUnavailableError:
    return KeyUnavailableError(
        f"The operating system's keyring can't be used ({type(error).__name__}).",
        remedy=f"Unlock it and try again. {_KEY_FILE_REMEDY}",
    )
