"""The document room of a running portal: made once by `caseportal.app`, found by its pages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from quart import Quart, current_app

from caseportal.attachments.storage import FileStorage
from shared.clock import Clock
from shared.i18n import add_catalogue
from shared.sealing import Sealer

LOCALE: Final = Path(__file__).parent / "locale"
_EXTENSION: Final = "documents"


@dataclass(frozen=True)
class DocumentRoom:
    """What the pages of documents need."""

    documents: FileStorage
    """Where finished documents are kept."""
    sealer: Sealer
    clock: Clock


def install(app: Quart, room: DocumentRoom) -> None:
    """Let the pages of `app` find the room, and read their translations."""
    add_catalogue(LOCALE)
    app.extensions[_EXTENSION] = room


def document_room() -> DocumentRoom:
    """Give the room of the portal that answers the running request."""
    return cast("DocumentRoom", current_app.extensions[_EXTENSION])
