"""The queue: every case that officers can see, filtered, sorted and paged by the address."""

import re
from dataclasses import dataclass
from string import digits
from urllib.parse import urlencode

from quart import Blueprint, redirect, render_template, request
from tortoise.queryset import QuerySet
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as WerkzeugResponse

from caseportal.cases.states import CaseState
from caseportal.casetypes.declared import KEY
from caseportal.models.cases import Case
from caseportal.portal import portal
from caseportal.sso.access import present_person, reviewer_page

blueprint = Blueprint("queue", __name__, url_prefix="/officers", template_folder="templates")

PAGE = 25
SEEN_BY_OFFICERS = tuple(state for state in CaseState if state is not CaseState.DRAFT)
_WAITING = (CaseState.SUBMITTED, CaseState.UNDER_REVIEW)


@dataclass(frozen=True)
class QueueFilter:
    """What the address asks for. Values that mean nothing are as if they were not there."""

    state: CaseState | None
    case_type: str | None
    number: str
    mine: bool
    page: int

    @classmethod
    def of(cls, args: MultiDict[str, str]) -> "QueueFilter":
        """Reads the query of an address."""
        state, page, wanted = args.get("state", ""), args.get("page", ""), args.get("type", "")
        return cls(
            state=CaseState(state) if state in SEEN_BY_OFFICERS else None,
            case_type=wanted if re.fullmatch(KEY, wanted) else None,
            number="".join(each for each in args.get("number", "") if each in digits)[:12],
            mine=args.get("mine") == "1",
            page=int(page) if re.fullmatch("[1-9][0-9]{0,5}", page) else 1,
        )

    def address(self, page: int) -> str:
        """The address of another page of the same list."""
        values = {
            "state": self.state or "",
            "type": self.case_type or "",
            "number": self.number,
            "mine": "1" if self.mine else "",
            "page": str(page),
        }
        return f"/officers/queue?{urlencode({name: value for name, value in values.items() if value})}"

    def query(self, officer: str) -> QuerySet[Case]:
        """The cases asked for, those that have waited longest first."""
        states = [self.state] if self.state else list(SEEN_BY_OFFICERS if self.number else _WAITING)
        cases = Case.filter(state__in=states)
        if self.case_type:
            cases = cases.filter(case_type=self.case_type)
        if self.number:
            cases = cases.filter(receipt_number__startswith=self.number)
        if self.mine:
            cases = cases.filter(officer=officer)
        return cases.order_by("submitted_at", "id")


@blueprint.get("")
@reviewer_page
async def entry() -> WerkzeugResponse:
    """The address that officers know; after signing in it leads to the queue."""
    return redirect("/officers/queue", 303)


@blueprint.get("/queue")
@reviewer_page
async def queue() -> str:
    """Cases that wait for review, or what the filters ask for."""
    wanted = QueueFilter.of(request.args)
    cases = wanted.query(present_person().subject)
    total = await cases.count()
    return await render_template(
        "officers/queue.html",
        wanted=wanted,
        cases=await cases.offset((wanted.page - 1) * PAGE).limit(PAGE),
        total=total,
        pages=max(1, -(-total // PAGE)),
        first=(wanted.page - 1) * PAGE,
        states=SEEN_BY_OFFICERS,
        case_types=list(portal().case_types),
    )
