"""How a page of the applicant gets at a case: as its owner, or not at all."""

from dataclasses import dataclass
from uuid import UUID

from quart import abort

from caseportal.cases.answers import answers_of
from caseportal.casetypes import CaseType
from caseportal.models.cases import Attachment, Case
from caseportal.portal import portal
from caseportal.sso.access import present_person


@dataclass(frozen=True)
class OwnCase:
    """A case of the signed-in person with what its pages show."""

    case: Case
    case_type: CaseType
    answers: dict[str, str]
    files: list[Attachment]

    @property
    def counts(self) -> dict[str, int]:
        """How many files each attachment item has."""
        return {item.key: len(self.of_item(item.key)) for item in self.case_type.attachments}

    def of_item(self, item: str) -> list[Attachment]:
        """The files of one attachment item."""
        return [each for each in self.files if each.item == item]


async def own_case(case_id: UUID) -> OwnCase:
    """The case, if the signed-in person owns it. Another's and none answer alike: 404."""
    case = await Case.get_or_none(id=case_id, owner=present_person().subject)
    if case is None:
        abort(404)
    return OwnCase(
        case,
        portal().case_types.of_case(case.case_type),
        answers_of(portal().sealer, case),
        await portal().files.of_case(case_id),
    )
