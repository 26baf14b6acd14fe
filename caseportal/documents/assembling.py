"""From a case to what its documents say: the answers, the decision, the payment and the portrait."""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from caseportal.attachments.storage import FileStorage
from caseportal.cases.answers import answers_of
from caseportal.casetypes import CaseTypes
from caseportal.documents.codes import printed
from caseportal.documents.contents import Content, PermitContent, Portrait, ReceiptContent, Sex
from caseportal.documents.kinds import DocumentKind
from caseportal.documents.papers import PAPERS
from caseportal.documents.queueing import code_context
from caseportal.documents.settings import DocumentSettings
from caseportal.models.cases import Attachment, Case
from caseportal.models.documents import Document
from caseportal.models.payments import FeeReceipt, ReceivedMoney
from caseportal.payments.methods import MethodName, method
from shared.clock import TAIPEI
from shared.i18n import LocalisedText
from shared.sealing import Sealer

PORTRAIT_ITEM: Final = "photo"
"""The attachment item of every case type that holds the portrait."""


class IncompleteCaseError(Exception):
    """A case lacks what its document must say: its type does not ask for it, or the payment has no receipt."""


class PaperWords(BaseModel):
    """How the documents of a case type name what they are for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: LocalisedText
    purpose: LocalisedText
    fee_item: LocalisedText


@cache
def paper_words() -> dict[str, PaperWords]:
    """Read papers/permits.toml: words by case type, and `default`."""
    text = (PAPERS / "permits.toml").read_text(encoding="utf-8")
    return {key: PaperWords.model_validate(words) for key, words in tomllib.loads(text).items()}


class Assembly:
    """Puts together what a document says. `base_url` is the portal's own address, for the verification page."""

    def __init__(
        self, settings: DocumentSettings, case_types: CaseTypes, storage: FileStorage, sealer: Sealer, base_url: str
    ) -> None:
        self._settings = settings
        self._case_types = case_types
        self._storage = storage
        self._sealer = sealer
        self._page = f"{base_url}/verify"

    async def content_of(self, document: Document, now: datetime) -> Content:
        """Give the content of a document that is about to be made. Raises IncompleteCaseError."""
        case = await Case.get(id=document.case_id)
        code = printed(self._sealer.open(document.code_sealed, code_context(document.id)))
        today = now.astimezone(TAIPEI).date()
        if document.kind is DocumentKind.RECEIPT:
            return await self._receipt(case, code, today)
        return await self._permit(case, code, today)

    async def _permit(self, case: Case, code: str, today: date) -> PermitContent:
        answers = answers_of(self._sealer, case)
        words = paper_words().get(case.case_type, paper_words()["default"])
        valid_until = today + timedelta(days=self._settings.validity_days)
        try:
            birth_date, sex = date.fromisoformat(answers["birth_date"]), Sex(answers["sex"])
            name, identity = answers["chinese_name"], answers["id_number"]
        except (KeyError, ValueError) as error:
            raise IncompleteCaseError("the answers lack what a permit says") from error
        return PermitContent(
            number=_number(case),
            issuer=self._settings.issuer,
            permit_type=words.type,
            purpose=words.purpose,
            name_zh=name,
            name_en=answers.get("english_name", ""),
            resident_number=answers.get("resident_number", ""),
            passport_number=answers.get("travel_document") or answers.get("passport_number", ""),
            identity_number=identity,
            birth_date=birth_date,
            sex=sex,
            birth_place=answers.get("birthplace", ""),
            address=answers.get("taiwan_address", ""),
            school=answers.get("school", ""),
            issued_on=today,
            valid_until=valid_until,
            stay_until=valid_until,
            portrait=await self._portrait(case),
            verification_page=self._page,
            verification_code=code,
        )

    async def _portrait(self, case: Case) -> Portrait | None:
        file = (
            await Attachment.filter(case_id=case.id, item=PORTRAIT_ITEM, removed_at__isnull=True)
            .order_by("-created_at")
            .first()
        )
        if file is None or not file.media_type.startswith("image/"):
            return None
        return Portrait(file.media_type, await self._storage.get(file.storage_key))

    async def _receipt(self, case: Case, code: str, today: date) -> ReceiptContent:
        receipt = await FeeReceipt.get_or_none(case_id=case.id)
        if receipt is None:
            raise IncompleteCaseError("there is no receipt for the fee of this case")
        answers = answers_of(self._sealer, case)
        case_type = self._case_types.of_case(case.case_type)
        words = paper_words().get(case.case_type, paper_words()["default"])
        money = await ReceivedMoney.filter(attempt_id=receipt.attempt_id).order_by("id").first()
        return ReceiptContent(
            number=receipt.number,
            issuer=self._settings.issuer,
            case_number=_number(case),
            group_number=case.group_number or "",
            application=case_type.title,
            item=words.fee_item,
            payer_zh=answers.get("chinese_name", case.applicant_name),
            payer_en=answers.get("english_name", ""),
            amount=receipt.amount,
            method=method(MethodName(receipt.method)).title,
            paid_on=receipt.paid_at.astimezone(TAIPEI).date(),
            issued_on=today,
            trade_number=money.trade_number if money is not None else "",
            verification_page=self._page,
            verification_code=code,
        )


def _number(case: Case) -> str:
    """The case's receipt number, which is the permit's number too (seed 002, figure 80)."""
    if case.receipt_number is None:
        raise IncompleteCaseError("the case was never submitted")
    return case.receipt_number
