"""Mail: declared messages, rendered in the person's language, kept in an outbox and sent by a worker.

A message is a function decorated with `mail`, which gives the context of its two templates, `<name>.txt` and `<name>.html`; the
subject is the template block `subject` of the text. Posting it writes an outbox row in the caller's transaction; nothing on a
request path talks to a mail server.
"""

from shared.mail.delivery import MailQueue, QueuedMail, deliver_due
from shared.mail.message import MailContext, MailMessage, RenderedMail, declared_mails, mail
from shared.mail.transport import MailTransport, SmtpTransport

__all__ = [
    "MailContext",
    "MailMessage",
    "MailQueue",
    "MailTransport",
    "QueuedMail",
    "RenderedMail",
    "SmtpTransport",
    "declared_mails",
    "deliver_due",
    "mail",
]
