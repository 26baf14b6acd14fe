"""Which documents a person may download, and what the public may know of one."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from tortoise.queryset import QuerySet

from caseportal.documents.kinds import DocumentKind, DocumentState
from caseportal.models.documents import Document
from shared.clock import TAIPEI

MOST_LISTED = 100
_NUMBER = re.compile(r"[0-9]{0,12}")


@dataclass(frozen=True)
class Search:
    """What a person looks for: group number, receipt number or payment dates (both days count). Empty finds all."""

    group_number: str = ""
    receipt_number: str = ""
    paid_from: date | None = None
    paid_until: date | None = None

    @property
    def can_find(self) -> bool:
        """Whether the numbers can be numbers of ours at all."""
        return all(_NUMBER.fullmatch(number) for number in (self.group_number, self.receipt_number))


def _start_of(day: date) -> datetime:
    # In UTC, since SQLite compares moments as text.
    return datetime.combine(day, time.min, TAIPEI).astimezone(UTC)


def downloads(owner: str, kind: DocumentKind, search: Search) -> QuerySet[Document]:
    """Give the owner's documents of a kind that match, newest first, those in the making included."""
    if not search.can_find:
        return Document.filter(id__in=[])
    found = Document.filter(kind=kind, case__owner=owner).exclude(state=DocumentState.SUPERSEDED)
    if search.group_number:
        found = found.filter(case__group_number=search.group_number)
    if search.receipt_number:
        found = found.filter(case__receipt_number=search.receipt_number)
    if search.paid_from is not None:
        found = found.filter(case__fee_receipt__paid_at__gte=_start_of(search.paid_from))
    if search.paid_until is not None:
        found = found.filter(case__fee_receipt__paid_at__lt=_start_of(search.paid_until + timedelta(days=1)))
    return found.prefetch_related("case__fee_receipt").order_by("-created_at").limit(MOST_LISTED)


class Standing(StrEnum):
    """What the public page says of a document."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


def standing_of(document: Document, today: date) -> Standing | None:
    """Say where an issued document stands; None for one that was never handed out."""
    match document.state:
        case DocumentState.READY:
            over = document.valid_until is not None and today > document.valid_until
            return Standing.EXPIRED if over else Standing.VALID
        case DocumentState.REVOKED:
            return Standing.REVOKED
        case DocumentState.SUPERSEDED:
            return Standing.SUPERSEDED
        case _:
            return None
