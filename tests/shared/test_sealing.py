"""Sealed values open only where and with what they were sealed."""

from __future__ import annotations

import pytest

from shared.sealing import SealBrokenError, Sealer, new_key


def test_a_sealed_text_opens_in_its_context(sealer: Sealer) -> None:
    """Sealing the same text twice gives two different values, both open."""
    first, second = sealer.seal("A123456789", "account:1"), sealer.seal("A123456789", "account:1")
    assert first != second
    assert sealer.open(first, "account:1") == sealer.open(second, "account:1") == "A123456789"


def test_a_sealed_text_does_not_open_elsewhere(sealer: Sealer) -> None:
    """A value moved to another row is refused."""
    with pytest.raises(SealBrokenError):
        sealer.open(sealer.seal("A123456789", "account:1"), "account:2")


@pytest.mark.parametrize(
    "change", [lambda text: text[:-6] + "AAAAA=", lambda text: "zz." + text, lambda text: "", lambda text: text[:9]]
)
def test_changed_bytes_are_noticed(sealer: Sealer, change: object) -> None:
    """A changed, foreign, empty or cut value raises and gives nothing away."""
    with pytest.raises(SealBrokenError):
        sealer.open(change(sealer.seal("A123456789", "x")), "x")  # type: ignore[operator]


def test_an_old_key_still_opens_and_the_first_seals() -> None:
    """After a rotation old values open, new ones carry the new key's name."""
    old, index = f"old:{new_key()}", new_key()
    sealed = Sealer([old], index).seal("text", "x")
    rotated = Sealer([f"new:{new_key()}", old], index)
    assert rotated.open(sealed, "x") == "text"
    assert rotated.seal("text", "x").startswith("new.")


def test_a_blind_index_finds_equal_values_only_within_its_kind(sealer: Sealer) -> None:
    """Equal values have equal indexes; the kind and the key separate them."""
    assert sealer.blind_index("id", "A123456789") == sealer.blind_index("id", "A123456789")
    assert sealer.blind_index("id", "A123456789") != sealer.blind_index("passport", "A123456789")
    assert sealer.blind_index("id", "A123456789") != Sealer([f"a:{new_key()}"], new_key()).blind_index(
        "id", "A123456789"
    )


@pytest.mark.parametrize(
    "keys", [[], ["nocolon"], ["a b:" + new_key()], ["a:c2hvcnQ="], ["a:***"], ["a:" + "A" * 43 + "="]]
)
def test_unusable_keys_are_refused(keys: list[str]) -> None:
    """A sealer is never made with missing, short, unnamed or made-up keys."""
    with pytest.raises(ValueError, match="key"):
        Sealer(keys, new_key())
