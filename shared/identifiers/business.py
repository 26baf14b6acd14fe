"""The unified business number of companies and bodies in Taiwan (統一編號)."""

import re
from typing import Final

_PATTERN: Final = re.compile(r"[0-9]{8}")
_WEIGHTS: Final = (1, 2, 1, 2, 1, 2, 4, 1)


def is_business_number(value: str) -> bool:
    """Say whether `value` has eight digits and the check holds, by the rule in force since April 2023 (modulo 5).

    A 7 in the seventh place has the product 28, whose digits sum to 10 and may be counted as 1 or 0.
    """
    if _PATTERN.fullmatch(value) is None:
        return False
    products = (int(digit) * weight for digit, weight in zip(value, _WEIGHTS, strict=True))
    total = sum(sum(divmod(product, 10)) for product in products)
    return total % 5 == 0 or (value[6] == "7" and (total + 1) % 5 == 0)
