"""The answers of a case, sealed as one text."""

import json
from collections.abc import Mapping

from caseportal.models.cases import Case
from shared.sealing import Sealer


def _context(case_id: object) -> str:
    return f"case:{case_id}:answers"


def sealed_answers(sealer: Sealer, case_id: object, answers: Mapping[str, str]) -> str:
    """The answers as they are stored with the case of that id."""
    return sealer.seal(json.dumps(dict(answers), ensure_ascii=False, sort_keys=True), _context(case_id))


def answers_of(sealer: Sealer, case: Case) -> dict[str, str]:
    """The answers of a case by field key."""
    answers: dict[str, str] = json.loads(sealer.open(case.answers_sealed, _context(case.id)))
    return answers


def sealed_contact(sealer: Sealer, case_id: object, address: str) -> str:
    """The applicant's mail address as it is stored with the case of that id."""
    return sealer.seal(address, f"case:{case_id}:contact")


def contact_of(sealer: Sealer, case: Case) -> str:
    """Where mails about a case go; empty if the account has no address."""
    return sealer.open(case.contact_sealed, f"case:{case.id}:contact")
