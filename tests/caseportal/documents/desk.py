"""A worker of documents over a test database, for tests in this process and in others."""

import json
from pathlib import Path

from caseportal.attachments.storage import FolderStorage
from caseportal.cases.states import CaseState, FollowUp
from caseportal.cases.writer import CaseWriter, Happened
from caseportal.documents.assembling import Assembly
from caseportal.documents.jobs import DocumentJobs
from caseportal.documents.keys import SigningKey
from caseportal.documents.pool import RenderingPool
from caseportal.documents.queueing import DocumentQueue
from caseportal.documents.settings import DocumentSettings
from caseportal.models.cases import Attachment, Case
from caseportal.models.payments import FeeReceipt, PaymentAttempt
from shared.clock import Clock
from shared.sealing import Sealer
from tests.caseportal.documents.contents import portrait
from tests.caseportal.payments.database import NOW, approved_case, case_types

ANSWERS = {
    "chinese_name": "林小明",
    "english_name": "LIN, HSIAO-MING",
    "birth_date": "1991-01-01",
    "sex": "male",
    "birthplace": "江西省",
    "id_number": "360426199101010071",
    "travel_document": "T12345678",
    "taiwan_address": "243 新北市泰山區工專路84號",
    "school": "國立臺北科技大學",
}


class Desk:
    """Queue, jobs and storage with one key and one folder."""

    def __init__(self, home: Path, fonts: Path, key: SigningKey, sealer: Sealer, clock: Clock) -> None:
        self.sealer = sealer
        self.storage = FolderStorage(home / "documents")
        self.pool = RenderingPool(fonts, key, time_limit=180)
        self.queue = DocumentQueue(sealer, case_types(), clock)

        async def nothing(_connection: object, _happened: Happened) -> None:
            """Mails are looked at elsewhere."""

        follow_ups = {FollowUp.MAIL_APPLICANT: nothing, FollowUp.QUEUE_DOCUMENTS: self.queue.follow_up}
        self.writer = CaseWriter(case_types(), clock, follow_ups)
        settings = DocumentSettings(fonts=fonts, keys=key.folder)
        assembly = Assembly(settings, case_types(), self.storage, sealer, "http://localhost:8500")
        self.jobs = DocumentJobs(assembly, self.pool, self.storage, self.writer, clock)


async def paid_case(desk: Desk, **changes: object) -> Case:
    """A case with answers, portrait and receipt that has been paid, but whose documents are not queued yet."""
    case = await approved_case(state=CaseState.PAID, **changes)
    case.answers_sealed = desk.sealer.seal(json.dumps(ANSWERS), f"case:{case.id}:answers")
    await case.save()
    face = portrait()
    await desk.storage.put(f"in/{case.id.hex}", face.data)
    await Attachment.create(
        case_id=case.id, item="photo", name="photo.jpg", media_type=face.media_type, size=len(face.data),
        sha256="0" * 64, storage_key=f"in/{case.id.hex}", created_at=NOW,
    )  # fmt: skip
    attempt = await PaymentAttempt.create(
        number=case.id.hex[:20], payer=case.owner, gateway="ecpay", method="credit_card", amount=case.fee,
        language="en", created_at=NOW, expires_at=NOW,
    )  # fmt: skip
    await FeeReceipt.create(
        case_id=case.id, attempt_id=attempt.id, number=str(case.id.int % 10**12).zfill(12), amount=case.fee,
        method="credit_card", paid_at=NOW,
    )  # fmt: skip
    return case
