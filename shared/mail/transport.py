"""How a mail leaves the house."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from shared.mail.message import RenderedMail

_TIMEOUT_SECONDS = 15


class MailTransport(Protocol):
    """Sends one mail; raises OSError or aiosmtplib.SMTPException when it could not."""

    async def send(self, mail: RenderedMail, to: str, message_id: str) -> None:
        """Hands the mail over; `message_id` is the same at every try."""
        ...


def compose(mail: RenderedMail, sender: str, to: str, message_id: str) -> EmailMessage:
    """The MIME message: text first, HTML as its alternative. Header values with line breaks raise ValueError."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = mail.subject
    message["From"] = sender
    message["To"] = to
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


class SmtpTransport:
    """Sends through the server of `mail_url` (`smtp://` or `smtps://`, with user and password if it wants them)."""

    def __init__(self, mail_url: str, sender: str) -> None:
        parts = urlsplit(mail_url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("mail_url must look like smtp://host:port or smtps://host:port")
        self._sender = sender
        self._host = parts.hostname
        self._tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls else 25)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def send(self, mail: RenderedMail, to: str, message_id: str) -> None:
        """See MailTransport.send."""
        await aiosmtplib.send(
            compose(mail, self._sender, to, message_id),
            hostname=self._host,
            port=self._port,
            use_tls=self._tls,
            username=self._user,
            password=self._password,
            timeout=_TIMEOUT_SECONDS,
        )


def new_message_id(sender: str) -> str:
    """A Message-ID for a row of the outbox."""
    return make_msgid(domain=sender.rpartition("@")[2])
