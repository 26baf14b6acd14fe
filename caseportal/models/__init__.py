"""Tables of the case portal (tortoise-orm), one module per room, and their forward-only migrations.

Imports `shared` for the clock only. Rooms read and write their own tables; the state of a case is written by
`caseportal.cases.writer` alone. Columns named `…_sealed` hold text encrypted by `shared.sealing`, columns named
`…_index` its blind index.
"""

APP_LABEL = "caseportal"
"""The name of the one tortoise application; foreign keys read `caseportal.Case`."""

MODEL_MODULES = (
    "caseportal.models.cases",
    "caseportal.models.registry",
    "caseportal.models.sessions",
    "caseportal.models.notices",
    "caseportal.models.outbox",
    "caseportal.models.documents",
    "caseportal.models.payments",
)
"""Every module with tables, in the order of their dependencies."""
