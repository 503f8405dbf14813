"""An insider's attacks, each refused or named; `tests.e2e.insider` tries them on another checkout.

The same attacks are tried quickly, one by one, beside the code that stops them.
"""

from __future__ import annotations

import pytest

from tests.e2e.insider import ATTACKS, Bank, can_mount, open_bank
from tests.helpers.places import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    if not can_mount():
        pytest.skip("this user may make no mount namespace")
    return open_bank(tmp_path_factory.mktemp("insider"), ROOT)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_or_named(bank: Bank, attack: str) -> None:
    assert ATTACKS[attack](bank)
