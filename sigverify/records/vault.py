"""Encryption of images and specimens, with a key that is not in the database.

A database has one master key of 32 random bytes, which `sigverify.records.keys` keeps. The master
key encrypts nothing directly: HKDF (RFC 5869) derives a key for each purpose. Encryption is
AES-256-GCM (NIST SP 800-38D).

A sealed blob is ``SIGV``, the format's number, the key's id (8 bytes), a nonce (12 bytes), and the
ciphertext with its tag (16 bytes). All of it is authenticated together with the *context*, a few
bytes that name the blob's place, so that a blob in another's place is detected.
"""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sigverify.errors import RecordsError

KEY_BYTES: Final = 32
KEY_ID_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_MAGIC: Final = b"SIGV\x01"
_HEADER_BYTES: Final = len(_MAGIC) + KEY_ID_BYTES + _NONCE_BYTES
_BACKUP_REMEDY: Final = "Put it back from a backup."


class WrongKeyError(RecordsError):
    """The data were sealed with another key."""


class DamagedBlobError(RecordsError):
    """Sealed bytes were changed, truncated, or exchanged."""


class Vault:
    """Seals and opens bytes with one master key. One instance may serve several threads.

    Attributes:
        key_id: 16 hexadecimal digits that identify the key and reveal nothing about it.
    """

    __slots__ = ("_begin", "_cipher", "_key", "key_id")

    def __init__(self, key: bytes) -> None:
        """Use a master key.

        Args:
            key: 32 bytes from a cryptographic random generator; never a password.

        Raises:
            ValueError: the key has another length.
        """
        if len(key) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes, not {len(key)}")
        self._key = key
        self._cipher = AESGCM(self.subkey(b"seal"))
        self.key_id: str = key_id_of(key)
        self._begin = header_of(self.key_id)

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
        header = self._begin + nonce
        return header + self._cipher.encrypt(nonce, data, header + context)

    def open(self, sealed: bytes, *, context: bytes) -> bytes:
        """Decrypt bytes that `seal` encrypted for the same place.

        Raises:
            WrongKeyError: the bytes were sealed with another key.
            DamagedBlobError: the bytes were changed, truncated, or sealed for another place.
        """
        if len(sealed) < _HEADER_BYTES + _TAG_BYTES or not sealed.startswith(_MAGIC):
            raise DamagedBlobError(
                "A stored picture or note is damaged: its beginning is wrong.",
                remedy=_BACKUP_REMEDY,
            )
        if not sealed.startswith(self._begin):
            key_id = sealed[len(_MAGIC) : len(_MAGIC) + KEY_ID_BYTES].hex()
            raise wrong_key(wanted=key_id, found=self.key_id)
        header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
        try:
            return self._cipher.decrypt(header[-_NONCE_BYTES:], rest, header + context)
        except InvalidTag as error:
            raise DamagedBlobError(
                "A stored picture or note was changed, or replaced by another.",
                remedy=_BACKUP_REMEDY,
            ) from error

    def subkey(self, purpose: bytes) -> bytes:
        """32 bytes for one purpose, the same each time; they reveal nothing about other keys."""
        return _derive(self._key, purpose=b"subkey " + purpose, length=KEY_BYTES)

    def master_key(self) -> bytes:
        """The key itself, for `sigverify.records.keys` alone."""
        return self._key


def key_id_of(key: bytes) -> str:
    """The id of a master key, 16 hexadecimal digits that reveal nothing about it."""
    return _derive(key, purpose=b"key id", length=KEY_ID_BYTES).hex()


def header_of(key_id: str) -> bytes:
    """How all bytes begin that a key has sealed."""
    return _MAGIC + bytes.fromhex(key_id)


def _derive(key: bytes, *, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"sigverify records 1: " + purpose).derive(key)


def wrong_key(*, wanted: str, found: str) -> WrongKeyError:
    """The error for a key that is not the one that was used."""
    return WrongKeyError(
        f"Wrong key: this was sealed with key {wanted}, and the available key is {found}.",
        remedy="Name the key file that belongs to this database.",
    )
