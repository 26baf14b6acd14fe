"""The page of the documentation that shows the transition table; a command writes it, a test compares it."""

from caseportal.cases.transitions import TRANSITIONS, mermaid

_HEAD = """# States of a case

Made from `caseportal.cases.transitions` by `./gatehouse caseportal states-diagram docs/developers/case-states.md`.
A test fails when this page and the table differ. Each edge names the event, the roles that may cause it, and its guard.
"""


def diagram_page() -> str:
    """The whole page as Markdown."""
    rows = [
        f"| `{each.event}` | {', '.join(sorted(each.sources))} | {each.target} | {', '.join(sorted(each.roles))} |"
        f" {each.guard} | {'yes' if each.note_required else 'no'} | {', '.join(each.follow_ups) or '–'} |"
        for each in TRANSITIONS
    ]
    table = [
        "| event | from | to | by | guard | note needed | brings with it |",
        "|---|---|---|---|---|---|---|",
        *rows,
    ]
    return "\n".join([_HEAD, "```mermaid", mermaid() + "```", "", *table]) + "\n"
