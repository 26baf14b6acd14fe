"""The files of a case: added, listed, removed and read, always as somebody who may."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID, uuid4

from caseportal.attachments.intake import Accepted
from caseportal.attachments.storage import FileStorage, new_storage_key
from caseportal.cases.states import FILES_OPEN
from caseportal.casetypes import AttachmentItem
from caseportal.models.cases import Attachment, Case
from caseportal.models.transactions import write_transaction
from shared.clock import Clock


class AddRefusal(StrEnum):
    """Why a file that is right in itself is not added."""

    CLOSED = "closed"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class StoredFile:
    """A file with its content, to send back."""

    name: str
    media_type: str
    content: bytes


class CaseFiles:
    """Reads and writes attachments. Content goes to the storage before its row, and leaves it after: a crash in
    between leaves an unused file, never a row without a file.
    """

    def __init__(self, storage: FileStorage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def add(self, case_id: UUID, owner: str, item: AttachmentItem, file: Accepted) -> Attachment | AddRefusal:
        """Adds a file to the owner's open case. Where only one file fits, it takes the place of the old one."""
        key = new_storage_key()
        await self._storage.put(key, file.content)
        added = await self._add(case_id, owner, item, file, key)
        if isinstance(added, AddRefusal):
            await self._storage.delete(key)
        return added

    async def _add(
        self, case_id: UUID, owner: str, item: AttachmentItem, file: Accepted, key: str
    ) -> Attachment | AddRefusal:
        now = self._clock()
        async with write_transaction() as connection:
            case = (
                await Case.filter(id=case_id, owner=owner, state__in=sorted(FILES_OPEN))
                .using_db(connection)
                .select_for_update()
                .get_or_none()
            )
            if case is None:
                return AddRefusal.CLOSED
            present = Attachment.filter(case_id=case_id, item=item.key, removed_at=None).using_db(connection)
            if item.max_files == 1:
                await present.update(removed_at=now)
            elif await present.count() >= item.max_files:
                return AddRefusal.TOO_MANY
            return await Attachment.create(
                using_db=connection,
                id=uuid4(),
                case_id=case_id,
                item=item.key,
                name=file.name,
                media_type=file.media_type.value,
                size=len(file.content),
                sha256=sha256(file.content).hexdigest(),
                storage_key=key,
                created_at=now,
            )

    async def remove(self, case_id: UUID, owner: str, attachment_id: UUID) -> bool:
        """Removes a file of the owner's open case; False if there is nothing to remove."""
        async with write_transaction() as connection:
            open_cases = Case.filter(id=case_id, owner=owner, state__in=sorted(FILES_OPEN)).using_db(connection)
            if await open_cases.select_for_update().get_or_none() is None:
                return False
            present = Attachment.filter(id=attachment_id, case_id=case_id, removed_at=None).using_db(connection)
            return await present.update(removed_at=self._clock()) == 1

    async def of_case(self, case_id: UUID) -> list[Attachment]:
        """The present files of a case, oldest first."""
        return await Attachment.filter(case_id=case_id, removed_at=None).order_by("created_at", "id")

    async def counts(self, case_id: UUID) -> dict[str, int]:
        """How many files each item has."""
        counts: dict[str, int] = {}
        for each in await self.of_case(case_id):
            counts[each.item] = counts.get(each.item, 0) + 1
        return counts

    async def read(self, case_id: UUID, attachment_id: UUID) -> StoredFile | None:
        """A present file of that case with its content; who may see the case is the caller's to know."""
        row = await Attachment.get_or_none(id=attachment_id, case_id=case_id, removed_at=None)
        if row is None:
            return None
        return StoredFile(row.name, row.media_type, await self._storage.get(row.storage_key))

    async def keys_of(self, case_id: UUID) -> list[str]:
        """Where the content of every file of a case is, removed ones included."""
        return [row.storage_key for row in await Attachment.filter(case_id=case_id)]

    async def delete_content(self, keys: Iterable[str]) -> None:
        """Deletes content whose rows are gone."""
        for key in keys:
            await self._storage.delete(key)

    async def purge_removed(self, before: datetime) -> int:
        """Deletes files that were removed before that moment; gives how many."""
        rows = await Attachment.filter(removed_at__lt=before).limit(200)
        for row in rows:
            await self._storage.delete(row.storage_key)
            await row.delete()
        return len(rows)
