"""Amounts of money as receipts write them."""

from typing import Final

_DIGITS: Final = "零壹貳參肆伍陸柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "萬", "億")


def formal_amount(amount: int) -> str:
    """Write whole New Taiwan dollars in the numerals that cannot be altered: 1,000 is 新臺幣壹仟元整.

    Raises ValueError below 0 and from 10^12 on.
    """
    if not 0 <= amount < 10 ** (4 * len(_GROUPS)):
        raise ValueError(f"No formal numerals for {amount}")
    return f"新臺幣{_number(amount) or _DIGITS[0]}元整"


def _number(amount: int) -> str:
    """The numerals of `amount`, group by group of four digits; empty for 0."""
    text = ""
    for rank in reversed(range(len(_GROUPS))):
        group = amount // 10 ** (4 * rank) % 10_000
        if not group:
            continue
        # A gap before this group is said once: 1,000,005 is 壹佰萬零伍.
        if text and group < 1_000:
            text += _DIGITS[0]
        text += _group(group) + _GROUPS[rank]
    return text


def _group(group: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(text)
            continue
        text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
