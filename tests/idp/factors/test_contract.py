"""Every registered factor, ours or another's, holds to the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

import idp
from idp.factors import Factor
from idp.factors.registry import factor_classes
from tests.idp.factors.contract import FactorContract
from tests.idp.home import Home


@pytest.fixture(params=[found.name for found in factor_classes()])
def factor(request: pytest.FixtureRequest, home: Home) -> Factor:
    """A factor of a real installation."""
    return home.house.factors[request.param]


class TestRegisteredFactors(FactorContract):
    """The contract over the registry."""


def test_nobody_outside_a_factor_names_it() -> None:
    """No module outside a factor's folder imports it: policies name factors as data."""

    root = Path(idp.__file__).parent
    for found in factor_classes():
        for module in root.rglob("*.py"):
            if found.folder not in module.parents:
                assert f"idp.factors.{found.name}" not in module.read_text(encoding="utf-8"), module
