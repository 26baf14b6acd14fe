"""The follow-up work `mail_applicant`: posts the mail of an event in the transaction of the event."""

from typing import cast

from tortoise.backends.base.client import BaseDBAsyncClient

from caseportal.cases.answers import contact_of
from caseportal.cases.writer import FollowUpHandler, Happened
from caseportal.casetypes import CaseTypes
from caseportal.notices.mails import MAIL_OF_EVENT, CaseNews
from caseportal.notices.outbox import Outbox
from shared.i18n import Language, use_language
from shared.i18n import gettext as _
from shared.sealing import Sealer


def mail_applicant(outbox: Outbox, case_types: CaseTypes, sealer: Sealer, base_url: str) -> FollowUpHandler:
    """The handler. An account without an address gets no mail: the to-do page tells the same."""

    async def handle(connection: BaseDBAsyncClient, happened: Happened) -> None:
        case = happened.case
        address = contact_of(sealer, case)
        if not address:
            return
        language = cast("Language", case.language)
        case_type = case_types.of_case(case.case_type)
        with use_language(language):
            news = CaseNews(
                service=_("Students Online Application System"),
                applicant=case.applicant_name,
                title=str(case_type.title),
                receipt_number=case.receipt_number or "",
                group_number=case.group_number or "",
                note=happened.note,
                what_next=str(case_type.what_next),
                fee=case.fee,
                link=f"{base_url}/cases/{case.id}",
                payments_link=f"{base_url}/payments",
            )
        await outbox.post(connection, MAIL_OF_EVENT[happened.event](news), address, language)

    return handle
