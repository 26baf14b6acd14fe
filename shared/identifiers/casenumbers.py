"""Receipt numbers (收件號) and group numbers (團號) of cases.

The source system prints receipt numbers such as 108695200100, twelve digits that begin with the ROC year, and group
numbers such as 086970017, nine digits. Nothing else in them has a meaning that is known, so the rest is a serial
number that the database counts.
"""

import re
from typing import Final

_RECEIPT: Final = re.compile(r"[0-9]{12}")
_GROUP: Final = re.compile(r"[0-9]{9}")
_RECEIPT_SERIALS: Final = 10**9
_GROUP_SERIALS: Final = 10**9


def receipt_number(roc_year: int, serial: int) -> str:
    """Compose the receipt number of the `serial`-th case (from 1) of a ROC year.

    Raises ValueError when year or serial does not fit: a wrapped number would name two cases.
    """
    if not 1 <= roc_year <= 999 or not 0 < serial < _RECEIPT_SERIALS:
        raise ValueError(f"No receipt number for year {roc_year} and serial {serial}")
    return f"{roc_year:03d}{serial:09d}"


def group_number(serial: int) -> str:
    """Compose the group number of the `serial`-th group (from 1). Raises ValueError when it does not fit."""
    if not 0 < serial < _GROUP_SERIALS:
        raise ValueError(f"No group number for serial {serial}")
    return f"{serial:09d}"


def is_receipt_number(value: str) -> bool:
    """Say whether `value` has the form of a receipt number."""
    return _RECEIPT.fullmatch(value) is not None


def is_group_number(value: str) -> bool:
    """Say whether `value` has the form of a group number."""
    return _GROUP.fullmatch(value) is not None


def roc_year_of_receipt(value: str) -> int | None:
    """Give the ROC year that a receipt number begins with, or None if it is not one."""
    return int(value[:3]) if is_receipt_number(value) else None
