"""The mail catcher: every mail that the demo sends ends here, in one folder, one file each."""

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from shared.clock import Clock

MOST_LISTED = 200
_RECIPIENTS = "X-Desk-Recipients"


@dataclass(frozen=True)
class CaughtMail:
    """One mail as it arrived."""

    id: str
    at: datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str

    def as_json(self) -> dict[str, Any]:
        """Give the mail for programs; the time in ISO 8601."""
        return asdict(self) | {"at": self.at.isoformat()}


class Mailbox:
    """The folder of caught mails; file names sort by time."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes, recipients: list[str]) -> str:
        """Store one mail; gives its id."""
        now = self._clock()
        mail_id = f"{int(now.timestamp() * 1_000_000):020d}-{secrets.token_hex(4)}"
        beside = self._folder / f"{mail_id}.part"
        beside.write_bytes(f"{_RECIPIENTS}: {', '.join(recipients)}\r\n".encode() + content)
        beside.replace(self._folder / f"{mail_id}.eml")
        return mail_id

    def newest(self, to: str = "", limit: int = MOST_LISTED) -> list[CaughtMail]:
        """Give the last mails, newest first, perhaps those to one address only."""
        wanted, found = to.strip().lower(), []
        for file in sorted(self._folder.glob("*.eml"), reverse=True):
            mail = _read(file)
            if not wanted or wanted in (each.lower() for each in mail.to):
                found.append(mail)
            if len(found) == limit:
                break
        return found

    def get(self, mail_id: str) -> CaughtMail | None:
        """Give one mail, or None."""
        if not all(part.isalnum() for part in mail_id.split("-")):
            return None
        file = self._folder / f"{mail_id}.eml"
        return _read(file) if file.is_file() else None


def _read(file: Path) -> CaughtMail:
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return CaughtMail(
        id=file.stem,
        at=datetime.fromtimestamp(int(file.stem.partition("-")[0]) / 1_000_000, UTC),
        sender=str(message["From"] or ""),
        to=tuple(each.strip() for each in str(message[_RECIPIENTS] or "").split(",") if each.strip()),
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


class _Handler:
    """Takes every mail for every address."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802  # SMTP's name
        """Keep the mail; aiosmtpd calls this."""
        self._mailbox.keep(envelope.original_content, [str(each) for each in envelope.rcpt_tos])
        return "250 OK"


def mail_catcher(mailbox: Mailbox, port: int) -> Controller:
    """Give the SMTP server on loopback, not started yet; it runs in a thread of its own."""
    return Controller(_Handler(mailbox), hostname="127.0.0.1", port=port)
