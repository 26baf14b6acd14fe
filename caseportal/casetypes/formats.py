"""Named checks of typed text. Each says in words what to type."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from shared.i18n import gettext as _
from shared.identifiers.mainland import is_mainland_identity_number
from shared.identifiers.taiwan import is_national_id, is_resident_number


class Format(StrEnum):
    """The names that a case type file may use."""

    LATIN_NAME = "latin_name"
    MAINLAND_ID = "mainland_id"
    RESIDENT_NUMBER = "resident_number"
    NATIONAL_ID = "national_id"
    TRAVEL_DOCUMENT = "travel_document"
    PHONE = "phone"
    EMAIL = "email"


_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z ,.'’-]*")
_TRAVEL_DOCUMENT = re.compile(r"[A-Z0-9]{8,10}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()#-]{5,28}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

_CHECKS: Mapping[Format, Callable[[str], bool]] = MappingProxyType(
    {
        Format.LATIN_NAME: lambda text: _LATIN_NAME.fullmatch(text) is not None,
        Format.MAINLAND_ID: is_mainland_identity_number,
        Format.RESIDENT_NUMBER: is_resident_number,
        Format.NATIONAL_ID: is_national_id,
        Format.TRAVEL_DOCUMENT: lambda text: _TRAVEL_DOCUMENT.fullmatch(text) is not None,
        Format.PHONE: lambda text: _PHONE.fullmatch(text) is not None,
        Format.EMAIL: lambda text: _EMAIL.fullmatch(text) is not None,
    }
)

_UPPER = frozenset(Format) - {Format.PHONE, Format.EMAIL}


_UNSEEN = frozenset({"Cc", "Cs"})
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """The text without what no database, mail or paper can hold or a reader is deceived by; line breaks stay."""
    return "".join(
        each for each in text if each in "\n\t" or (unicodedata.category(each) not in _UNSEEN and each not in _TURNING)
    )


def normalised(text: str, form: Format | None) -> str:
    """The text as it is stored: outer blanks gone, inner ones single, numbers and Latin names in capitals; no control
    characters, none that turn the direction of writing, no halves of characters."""
    tidy = " ".join(visible(" ".join(text.split())).split())
    return tidy.upper() if form in _UPPER else tidy


def fault_of(text: str, form: Format) -> str | None:
    """What to type instead, or None if the (normalised) text is right."""
    return None if _CHECKS[form](text) else _advice(form)


def _advice(form: Format) -> str:
    match form:
        case Format.LATIN_NAME:
            return _("Enter the name in Latin letters, as in the passport")
        case Format.MAINLAND_ID:
            return _("Enter all 18 characters of the mainland identity number; check that none is mistyped")
        case Format.RESIDENT_NUMBER:
            return _("Enter the 10 characters of the Taiwan resident number; check that none is mistyped")
        case Format.NATIONAL_ID:
            return _("Enter the letter and 9 digits of the national ID number; check that none is mistyped")
        case Format.TRAVEL_DOCUMENT:
            return _("Enter the 8 to 10 letters and digits of the travel document number")
        case Format.PHONE:
            return _("Enter a telephone number of digits, for example 0912 345 678")
        case Format.EMAIL:
            return _("Enter an e-mail address in the form name@example.com")
