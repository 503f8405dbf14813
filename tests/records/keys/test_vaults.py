from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as ForgetfulKeyring

from sigverify.records.keys.source import KeyUnavailableError
from sigverify.records.keys.vaults import create_key, export_key, key_file_id, open_vault
from sigverify.records.vault import WrongKeyError
from tests.helpers.keyrings import MemoryKeyring, memory_keyring

PLACE = b"specimen:17"


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    with memory_keyring() as made:
        yield made


def test_a_key_file_is_private_from_its_first_moment_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "new" / "bank.key"
    vault = create_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(path.parent) == ["bank.key"]  # noqa: PTH208 - names alone
    assert open_vault(path, key_id=vault.key_id).subkey(b"a") == vault.subkey(b"a")
    before = path.read_bytes()
    with pytest.raises(KeyUnavailableError, match="never overwritten"):
        create_key(path)
    assert path.read_bytes() == before
    assert key_file_id(path) == vault.key_id
    assert secret(path) not in repr(vault)


def secret(key_file: Path) -> str:
    """Return the key in the form of the key file."""
    return key_file.read_text(encoding="ascii").split()[-1]


@pytest.mark.skipif(os.name != "posix", reason="other systems keep no such bits")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "bank.key"
    vault = create_key(path)
    path.chmod(mode)
    with pytest.raises(KeyUnavailableError, match="other users may read"):
        open_vault(path, key_id=vault.key_id)


def test_a_missing_damaged_or_foreign_key_file_is_named_without_its_content(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bank.key"
    with pytest.raises(KeyUnavailableError, match=r"bank\.key: the key file can't be read"):
        open_vault(path, key_id="0" * 16)
    vault = create_key(path)
    with pytest.raises(WrongKeyError):
        open_vault(path, key_id="0" * 16)
    beginning = secret(path)[:8]
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(KeyUnavailableError, match="damaged") as caught:
        open_vault(path, key_id=vault.key_id)
    assert beginning not in str(caught.value)


def test_the_keyring_keeps_each_key_under_its_id(ring: MemoryKeyring) -> None:
    first, second = create_key(), create_key()
    assert len(ring.kept) == 2
    assert open_vault(key_id=first.key_id).subkey(b"a") == first.subkey(b"a")
    assert open_vault(key_id=second.key_id).subkey(b"a") == second.subkey(b"a")
    with pytest.raises(KeyUnavailableError, match="not in the operating system's keyring"):
        open_vault(key_id="0" * 16)


def test_a_key_that_was_put_into_a_file_opens_the_same(ring: MemoryKeyring, tmp_path: Path) -> None:
    vault = create_key()
    export_key(vault, key_file=tmp_path / "backup.key")
    sealed = vault.seal(b"ink", context=PLACE)
    again = open_vault(tmp_path / "backup.key", key_id=vault.key_id)
    assert again.open(sealed, context=PLACE) == b"ink"


@pytest.mark.parametrize("backend", [NoKeyring, ForgetfulKeyring])
def test_without_a_keyring_the_remedy_names_the_key_file(
    ring: MemoryKeyring, backend: type[keyring.backend.KeyringBackend]
) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(KeyUnavailableError, match="records_key"):
        create_key()


def test_a_keyring_that_forgets_is_noticed(
    ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "set_password", lambda *_: None)
    with pytest.raises(KeyUnavailableError, match="does not keep the key"):
        create_key()


class _PlainTextKeyring(MemoryKeyring):
    """A backend that works but that keyring does not recommend."""

    priority = 0.5  # type: ignore[assignment]


def test_a_keyring_of_files_in_plain_text_is_not_used(ring: MemoryKeyring) -> None:
    keyring.set_keyring(_PlainTextKeyring())
    with pytest.raises(KeyUnavailableError, match="no keyring that can keep a key safe"):
        create_key()


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can give a file away"
)
def test_a_key_file_of_another_user_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    create_key(path)
    os.chown(path, 4321, -1)
    with pytest.raises(KeyUnavailableError, match="belongs to another user"):
        key_file_id(path)


@pytest.mark.skipif(os.name != "posix", reason="needs permission bits")
def test_a_group_reads_the_key_only_where_the_site_names_it(tmp_path: Path) -> None:
    import grp

    file = tmp_path / "key"
    key_id = create_key(file).key_id
    group = grp.getgrgid(file.stat().st_gid).gr_name
    file.chmod(0o640)
    for named in (None, "no such group"):
        with pytest.raises(KeyUnavailableError, match="other users may read"):
            open_vault(file, key_id=key_id, group=named)
    assert open_vault(file, key_id=key_id, group=group).key_id == key_id
    for mode in (0o660, 0o644):
        file.chmod(mode)
        with pytest.raises(KeyUnavailableError, match="other users may read"):
            open_vault(file, key_id=key_id, group=group)
