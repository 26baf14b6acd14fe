"""Everything that the rooms of the running portal share, made once by `caseportal.app`.

Pages get it by `portal()`; services take what they need by name. Imports the rooms' services, never their pages.
"""

from dataclasses import dataclass
from typing import cast

from quart import current_app

from caseportal.attachments.files import CaseFiles
from caseportal.attachments.storage import FileStorage
from caseportal.attachments.workers import Rewriters
from caseportal.cases.drafts import Drafts
from caseportal.cases.writer import CaseWriter
from caseportal.casetypes import CaseTypes
from caseportal.notices.outbox import Outbox
from caseportal.registry.contract import PermitRegistry
from caseportal.settings import PortalSettings
from caseportal.sso.attempts import Attempts
from caseportal.sso.provider import Provider
from caseportal.sso.sessions import Sessions
from shared.clock import Clock
from shared.expiring import AsyncExpiringStore
from shared.sealing import Sealer

EXTENSION = "portal"


@dataclass(frozen=True)
class Portal:
    """The services of one portal process."""

    settings: PortalSettings
    clock: Clock
    sealer: Sealer
    expiring: AsyncExpiringStore
    case_types: CaseTypes
    registry: PermitRegistry
    storage: FileStorage
    files: CaseFiles
    rewriters: Rewriters
    drafts: Drafts
    cases: CaseWriter
    """The one writer of case states: `portal().cases.apply(…)`."""
    outbox: Outbox
    sessions: Sessions
    attempts: Attempts
    provider: Provider

    async def close(self) -> None:
        """Ends children and connections; the database is closed by whoever opened it."""
        await self.rewriters.close()
        await self.provider.close()
        await self.expiring.close()


def portal() -> Portal:
    """The portal that answers the running request."""
    return cast("Portal", current_app.extensions[EXTENSION])
