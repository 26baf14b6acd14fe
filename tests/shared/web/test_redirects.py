"""`next` leads only to paths of this very service."""

from __future__ import annotations

import pytest

from shared.web.redirects import local_path


@pytest.mark.parametrize("value", ["/", "/cases/1?tab=2", "/a%20b", "/zh/申請"])
def test_local_paths_pass(value: str) -> None:
    """A path with a query stays as it is."""
    assert local_path(value) == value


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        " /x",
        "/x\r\nSet-Cookie: a=b",
        "x",
        "/" + "a" * 3000,
    ],
)
def test_other_addresses_do_not(value: str | None) -> None:
    """Whatever a browser could read as another address is refused."""
    assert local_path(value) is None
