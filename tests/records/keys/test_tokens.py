"""A token wraps the master key, and nobody can use the key file without it."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sigverify.__main__ import main
from sigverify.errors import ExitCode, MissingExtraError
from sigverify.records.keys.source import KeyUnavailableError
from sigverify.records.keys.tokens import TokenPlace, token_of
from sigverify.records.keys.vaults import create_key, key_file_id, open_vault
from tests.helpers.soft_token import PIN, soft_token, soft_token_module


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TokenPlace]:
    pytest.importorskip("pkcs11", reason="the extra 'pkcs11' is not installed")
    module = soft_token_module()
    if module is None:
        pytest.skip("the package softhsm2 is not installed")
    with soft_token(module, tmp_path_factory.mktemp("token")) as made:
        yield made


def on_token(place: TokenPlace, work: Callable[[Any, Any], Any]) -> Any:  # noqa: ANN401
    """Use the token's wrap key bypassing the program."""
    import pkcs11

    token = pkcs11.lib(place.module).get_token(token_label=place.token)
    with token.open(rw=True, user_pin=PIN) as session:
        key = session.get_key(object_class=pkcs11.ObjectClass.SECRET_KEY, label=place.wrap_key)
        return work(session, key)


def test_the_key_file_opens_with_the_token_alone(tmp_path: Path, place: TokenPlace) -> None:
    file = tmp_path / "key"
    vault = create_key(file, token=place)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert vault.master_key().hex() not in file.read_text()
    assert key_file_id(file) == vault.key_id
    sealed = vault.seal(b"ink", context=b"place")
    again = open_vault(file, key_id=vault.key_id)
    assert again.open(sealed, context=b"place") == b"ink"
    assert token_of(file) == place


def test_the_wrap_key_never_leaves_the_token(tmp_path: Path, place: TokenPlace) -> None:
    from pkcs11 import Attribute
    from pkcs11.exceptions import AttributeSensitive

    create_key(tmp_path / "key", token=place)

    def look(_session: Any, key: Any) -> None:  # noqa: ANN401
        assert key[Attribute.SENSITIVE]
        assert not key[Attribute.EXTRACTABLE]
        with pytest.raises(AttributeSensitive):
            key[Attribute.VALUE]

    on_token(place, look)


def test_no_master_key_stays_on_the_token(tmp_path: Path, place: TokenPlace) -> None:
    from pkcs11 import Attribute, ObjectClass

    key_id = create_key(tmp_path / "key", token=place).key_id
    open_vault(tmp_path / "key", key_id=key_id)
    found = on_token(
        place,
        lambda session, _key: list(session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})),
    )
    assert len(found) == 1


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("token", "another", "another"),
        ("wrap_key", "gone", "no wrap key gone"),
        ("module", "/nowhere.so", "nowhere"),
    ],
)
def test_without_the_token_there_is_no_key(
    tmp_path: Path, place: TokenPlace, field: str, value: str, named: str
) -> None:
    file = tmp_path / "key"
    key_id = create_key(file, token=place).key_id
    file.write_text(
        file.read_text().replace(f'"{field}":"{getattr(place, field)}"', f'"{field}":"{value}"')
    )
    with pytest.raises(KeyUnavailableError, match=named):
        open_vault(file, key_id=key_id)


def test_a_wrong_pin_is_refused(tmp_path: Path, place: TokenPlace) -> None:
    pin_file = tmp_path / "pin"
    pin_file.write_text("9999")
    pin_file.chmod(0o600)
    with pytest.raises(KeyUnavailableError, match="PinIncorrect"):
        create_key(tmp_path / "key", token=place.model_copy(update={"pin_file": str(pin_file)}))
    assert not (tmp_path / "key").exists()
    pin_file.chmod(0o644)
    with pytest.raises(KeyUnavailableError, match="other users may read"):
        create_key(tmp_path / "key", token=place.model_copy(update={"pin_file": str(pin_file)}))


def test_a_changed_key_file_is_refused(tmp_path: Path, place: TokenPlace) -> None:
    file, other = tmp_path / "key", tmp_path / "other"
    key_id = create_key(file, token=place).key_id
    content = file.read_text()
    before = content.split('"wrapped":"')[1][:8]
    flipped = format(int(before, 16) ^ 1, "08x")
    file.write_text(content.replace(f'"wrapped":"{before}', f'"wrapped":"{flipped}'))
    with pytest.raises(KeyUnavailableError, match="can't be used"):
        open_vault(file, key_id=key_id)
    file.write_text(content[:-9])
    with pytest.raises(KeyUnavailableError, match="damaged"):
        open_vault(file, key_id=key_id)
    # Another wrapped key under this one's id.
    create_key(other, token=place)
    theirs = other.read_text().split('"wrapped":"')[1]
    file.write_text(content.split('"wrapped":"')[0] + '"wrapped":"' + theirs)
    with pytest.raises(KeyUnavailableError, match="another key"):
        open_vault(file, key_id=key_id)


def test_a_missing_library_is_named(
    tmp_path: Path, place: TokenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(MissingExtraError, match="not installed"):
        create_key(tmp_path / "key", token=place)


def test_records_with_a_token_and_a_change_of_their_key(
    tmp_path: Path, place: TokenPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    key = tmp_path / "key"
    token = ["--token", place.token, "--token-module", place.module]
    token += ["--pin-file", str(place.pin_file)]

    def run(*arguments: object) -> int:
        return main([str(word) for word in arguments])

    assert run("records", "create", tmp_path / "r.db", "--key-file", key, *token) == ExitCode.OK
    assert token_of(key) == place
    assert run("register", "admit", "1", "Anna") == ExitCode.OK
    before = key_file_id(key)
    # In its place: the same token wraps the new key.
    assert run("records", "change-key", "--yes") == ExitCode.OK
    assert token_of(key) == place
    assert key_file_id(key) != before
    # To a plain file, and back to the token.
    assert run("records", "change-key", "--yes", "--key-file", tmp_path / "k2") == ExitCode.OK
    assert token_of(tmp_path / "k2") is None
    back = ["--key-file", tmp_path / "k2", *token]
    assert run("records", "change-key", "--yes", *back) == ExitCode.OK
    assert token_of(tmp_path / "k2") == place
    assert run("audit", "verify") == ExitCode.OK


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (["--token", "bank"], "--token-module"),
        (["--token", "bank", "--token-module", "x.so"], "--key-file"),
        (["--pin-file", "pin"], "--token"),
    ],
)
def test_incomplete_options_of_a_token_are_named(
    given: list[str], missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["records", "create", *given]) == ExitCode.USAGE
    assert missing in capsys.readouterr().err
