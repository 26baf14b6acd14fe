"""The default registry: a table filled by import."""

import json
from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from caseportal.casetypes.permits import PermitRecord
from caseportal.models.registry import RegisteredPermit
from shared.sealing import Sealer


def permit_number(text: str) -> str:
    """A permit number without blanks and hyphens, in capitals."""
    return "".join(each for each in text.upper() if each.isalnum())


class TableRegistry:
    """Permits in `registered_permit`, number and holder sealed."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def _index(self, number: str) -> str:
        return self._sealer.blind_index("permit-number", number)

    async def find(self, number: str) -> PermitRecord | None:
        """See PermitRegistry.find."""
        index = self._index(permit_number(number))
        row = await RegisteredPermit.get_or_none(number_index=index)
        if row is None:
            return None
        return PermitRecord(
            number=self._sealer.open(row.number_sealed, f"permit:{index}:number"),
            permit_kind=row.permit_kind,
            status=row.status,
            entry_checked=row.entry_checked,
            valid_until=row.valid_until,
            stay_until=row.stay_until,
            holder=json.loads(self._sealer.open(row.holder_sealed, f"permit:{index}:holder")),
        )

    async def put(self, connection: BaseDBAsyncClient, permit: PermitRecord, now: datetime) -> bool:
        """Records a permit, replacing what is known under its number; True if it is new."""
        index = self._index(permit.number)
        values = {
            "number_sealed": self._sealer.seal(permit.number, f"permit:{index}:number"),
            "permit_kind": permit.permit_kind,
            "status": permit.status,
            "entry_checked": permit.entry_checked,
            "valid_until": permit.valid_until,
            "stay_until": permit.stay_until,
            "holder_sealed": self._sealer.seal(
                json.dumps(dict(permit.holder), ensure_ascii=False), f"permit:{index}:holder"
            ),
            "imported_at": now,
        }
        _, created = await RegisteredPermit.update_or_create(values, using_db=connection, number_index=index)
        return created
