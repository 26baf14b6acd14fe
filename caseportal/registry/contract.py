"""What the portal asks of whoever knows the permits that were issued."""

from typing import Protocol

from caseportal.casetypes.permits import PermitRecord


class PermitRegistry(Protocol):
    """Finds permits by number. An agency's own registry can stand behind it."""

    async def find(self, number: str) -> PermitRecord | None:
        """The permit of that number in any spelling a person may use (blanks, small letters), or None."""
        ...
