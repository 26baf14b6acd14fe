"""Reads case type files. A file that does not fit stops the start, with the place and the reason."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from caseportal.casetypes.declared import CaseType

SHIPPED = Path(__file__).parent / "types"
"""The case types that come with the portal; further folders are named in the settings."""


class CaseTypeError(Exception):
    """A case type file cannot be used; the text names the file and every fault in it."""


@dataclass(frozen=True)
class CaseTypes:
    """All case types of this installation."""

    by_key: dict[str, CaseType]

    def __iter__(self) -> Iterator[CaseType]:
        return iter(sorted(self.by_key.values(), key=lambda each: each.order))

    def get(self, key: str) -> CaseType | None:
        """The case type of that name, from an address or a form; None if there is none."""
        return self.by_key.get(key)

    def of_case(self, key: str) -> CaseType:
        """The case type of a stored case. A type with cases must stay declared: its absence raises CaseTypeError."""
        case_type = self.by_key.get(key)
        if case_type is None:
            raise CaseTypeError(f"there are cases of the type {key}, but no file declares it any more")
        return case_type


def load_case_type(file: Path) -> CaseType:
    """One file; CaseTypeError says what does not fit."""
    try:
        return CaseType.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaseTypeError(f"{file.name}: {error}") from error
    except ValidationError as error:
        faults = [f"  {'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors()]
        raise CaseTypeError("\n".join([f"{file.name}:", *faults])) from error


def load_case_types(*folders: Path) -> CaseTypes:
    """The shipped case types and those of further folders; the same name twice is an error."""
    found: dict[str, CaseType] = {}
    for folder in (SHIPPED, *folders):
        for file in sorted(folder.glob("*.toml")):
            case_type = load_case_type(file)
            if case_type.key in found:
                raise CaseTypeError(f"{file.name}: the case type {case_type.key} is declared twice")
            found[case_type.key] = case_type
    return CaseTypes(found)
