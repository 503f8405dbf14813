"""A master key that only a PKCS#11 token can unwrap: a hardware module, or SoftHSM.

The token holds the wrap key, an AES key of 256 bits that it never gives away. The key file holds
the master key wrapped with it (RFC 3394), and says which token that is. A copy of the file, of the
database, or of the whole disk is of no use without the token and its PIN. The master key itself is
in the memory of each program that uses the records.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from sigverify.errors import MissingExtraError
from sigverify.files import canonical_json
from sigverify.records.keys.files import read_secret, remove_secret, write_secret
from sigverify.records.keys.source import BACKUP_REMEDY, KeyUnavailableError
from sigverify.records.vault import KEY_BYTES, key_id_of

if TYPE_CHECKING:
    import pkcs11

WRAP_KEY: Final = "sigverify"
_WRAP_KEY_BITS: Final = 256
_REMEDY: Final = "Check that the token is there, the path of its module, and its PIN."


class TokenPlace(BaseModel):
    """Where a wrap key is.

    Attributes:
        module: the library of the token's maker.
        token: label of the token.
        wrap_key: label of the wrap key on it.
        pin_file: a file with the PIN that only its owner, or the site's group, can read; None for
            a token that asks for none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    module: str
    token: str
    wrap_key: str = WRAP_KEY
    pin_file: str | None = None


class _WrappedKey(BaseModel):
    """The content of a key file whose key a token wraps."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wrapped_key_version: int = Field(ge=1, le=1)
    key_id: str
    place: TokenPlace
    wrapped: str = Field(pattern="^([0-9a-f]{2})+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKeyFile:
    """A key file whose key a token wraps.

    Attributes:
        path: the file.
        place: the token for a new key; None for an existing file, which names its own.
        group: name of the group that may read the files beside their owner; None for none.
    """

    path: Path
    place: TokenPlace | None = None
    group: str | None = None

    def load(self, key_id: str) -> bytes:
        """Unwrap the key with the token; see `KeySource.load`."""
        found = read_wrapped(self.path, group=self.group)
        with _session(found.place, group=self.group) as session:
            key = _unwrapped(session, found)
        if len(key) != KEY_BYTES or key_id_of(key) != found.key_id:
            raise KeyUnavailableError(
                f"{self.path}: the token unwraps another key than this file names.",
                remedy=BACKUP_REMEDY,
            )
        return key

    def keep(self, key: bytes) -> None:
        """Wrap a key with the token, and write the file; see `KeySource.keep`."""
        if self.place is None:
            raise ValueError("a new wrapped key needs a token")
        with _session(self.place, group=self.group) as session:
            wrapped = _wrapped(session, key, place=self.place)
        content = _WrappedKey(
            wrapped_key_version=1, key_id=key_id_of(key), place=self.place, wrapped=wrapped.hex()
        )
        write_secret(self.path, canonical_json(content.model_dump()) + b"\n")

    def forget(self, key_id: str) -> None:
        """Remove the file; the wrap key stays, since it may wrap others. See `KeySource.forget`."""
        remove_secret(self.path)


def token_of(path: Path, *, group: str | None = None) -> TokenPlace | None:
    """The token that an existing key file names; None for a key file without one.

    Raises:
        KeyUnavailableError: the file is missing or damaged, or others can read it.
    """
    if not read_secret(path, group=group).startswith(b"{"):
        return None
    return read_wrapped(path, group=group).place


def read_wrapped(path: Path, *, group: str | None) -> _WrappedKey:
    """The content of a key file whose key a token wraps.

    Raises:
        KeyUnavailableError: the file is missing or damaged, or others can read it.
    """
    content = read_secret(path, group=group)
    try:
        return _WrappedKey.model_validate_json(content)
    except ValueError as error:
        raise KeyUnavailableError(
            f"{path}: this is not a key file, or it is damaged.", remedy=BACKUP_REMEDY
        ) from error


@contextlib.contextmanager
def _session(place: TokenPlace, *, group: str | None) -> Iterator[Any]:
    """An open session with a token."""
    try:
        import pkcs11
        from pkcs11.exceptions import PKCS11Error
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "The library for tokens is not installed.",
            remedy="Install it: pip install 'sigverify[pkcs11]'.",
        ) from error
    pin = None if place.pin_file is None else _pin(Path(place.pin_file), group=group)
    try:
        token = pkcs11.lib(place.module).get_token(token_label=place.token)
        # A key of the session, too, needs a session that may write.
        with token.open(rw=True, user_pin=pin) as session:
            yield session
    except PKCS11Error as error:
        told = str(error) or type(error).__name__
        raise KeyUnavailableError(
            f"The token {place.token} can't be used ({told}).", remedy=_REMEDY
        ) from error


def _pin(file: Path, *, group: str | None) -> str:
    return read_secret(file.expanduser(), group=group).decode().strip()


def _wrap_key(session: pkcs11.Session, label: str) -> Any:  # noqa: ANN401 - a key of the token
    """The wrap key; None if the token has none of this label."""
    from pkcs11 import ObjectClass
    from pkcs11.exceptions import NoSuchKey

    try:
        return session.get_key(object_class=ObjectClass.SECRET_KEY, label=label)
    except NoSuchKey:
        return None


def _wrapped(session: pkcs11.Session, key: bytes, *, place: TokenPlace) -> bytes:
    """Wrap a master key; the wrap key is made if it is missing."""
    from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass

    wrap_key = _wrap_key(session, place.wrap_key)
    if wrap_key is None:
        wrap_key = session.generate_key(
            KeyType.AES,
            _WRAP_KEY_BITS,
            label=place.wrap_key,
            store=True,
            template={
                Attribute.SENSITIVE: True,
                Attribute.EXTRACTABLE: False,
                Attribute.WRAP: True,
                Attribute.UNWRAP: True,
                Attribute.ENCRYPT: False,
                Attribute.DECRYPT: False,
            },
        )
    master = session.create_object(
        {
            Attribute.CLASS: ObjectClass.SECRET_KEY,
            Attribute.KEY_TYPE: KeyType.GENERIC_SECRET,
            Attribute.VALUE: key,
            Attribute.TOKEN: False,
            Attribute.SENSITIVE: False,
            Attribute.EXTRACTABLE: True,
        }
    )
    wrapped: bytes = wrap_key.wrap_key(master, mechanism=Mechanism.AES_KEY_WRAP)
    return wrapped


def _unwrapped(session: pkcs11.Session, found: _WrappedKey) -> bytes:
    from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass

    wrap_key = _wrap_key(session, found.place.wrap_key)
    if wrap_key is None:
        raise KeyUnavailableError(
            f"The token {found.place.token} has no wrap key {found.place.wrap_key}.",
            remedy=BACKUP_REMEDY,
        )
    master = wrap_key.unwrap_key(
        ObjectClass.SECRET_KEY,
        KeyType.GENERIC_SECRET,
        bytes.fromhex(found.wrapped),
        mechanism=Mechanism.AES_KEY_WRAP,
        store=False,
        template={Attribute.SENSITIVE: False, Attribute.EXTRACTABLE: True},
    )
    return bytes(master[Attribute.VALUE])
