from __future__ import annotations

import pytest

from sigverify.records.vault import DamagedBlobError, Vault, WrongKeyError

KEY = bytes(range(32))
PLACE = b"specimen:17"


def test_sealed_bytes_open_in_their_own_place_only() -> None:
    vault = Vault(KEY)
    for data in (b"", b"ink", bytes(100_000)):
        sealed = vault.seal(data, context=PLACE)
        assert Vault(KEY).open(sealed, context=PLACE) == data
        assert len(sealed) == len(data) + 41
        with pytest.raises(DamagedBlobError, match="or replaced by another"):
            vault.open(sealed, context=b"specimen:18")
    assert vault.seal(b"ink", context=PLACE) != vault.seal(b"ink", context=PLACE)


def test_every_flipped_bit_and_every_missing_byte_is_found() -> None:
    vault = Vault(KEY)
    sealed = vault.seal(b"some ink", context=PLACE)
    for place in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[place] ^= 1 << place % 8
        with pytest.raises((DamagedBlobError, WrongKeyError)):
            vault.open(bytes(flipped), context=PLACE)
        with pytest.raises(DamagedBlobError):
            vault.open(sealed[:place], context=PLACE)


def test_a_wrong_key_is_reported_as_such() -> None:
    sealed = Vault(KEY).seal(b"ink", context=PLACE)
    with pytest.raises(WrongKeyError, match=f"key {Vault(KEY).key_id}"):
        Vault(bytes(32)).open(sealed, context=PLACE)


def test_subkeys_differ_by_purpose_and_key() -> None:
    keys = {Vault(key).subkey(purpose) for key in (KEY, bytes(32)) for purpose in (b"a", b"b")}
    assert len(keys) == 4
    assert KEY not in keys
    assert Vault(KEY).subkey(b"a") == Vault(KEY).subkey(b"a")
