"""The mailed-code factor: the mail leaves when the journey arrives here; its page asks for the code."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from sqlalchemy import Connection

from idp.audit import Event
from idp.factors.base import Ask, Begun, Factor, Page, Proven, Stay, Write, nothing_to_write
from idp.factors.emailcode.codes import Code, is_right, new_code
from idp.factors.emailcode.events import EmailCodeEvent
from idp.factors.emailcode.forms import AgainForm, CodeForm, CodeWithCaptchaForm
from idp.factors.emailcode.mails import mailed_code
from idp.journeys import Admitted, Locked
from idp.policies import Channel
from idp.storage.accounts import Account
from shared.i18n import gettext as _

_TEMPLATE = "factors/emailcode/code.html"
_TRIES = "mailed-code-tries"
_MAILS = "mailed-code-mails"
_MOST_MAILS_AN_HOUR = 10


class EmailCodeFactor(Factor):
    """Access to a mailbox."""

    name: ClassVar[str] = "emailcode"
    amr: ClassVar[tuple[str, ...]] = ("otp",)
    channel: ClassVar[Channel] = Channel.MAILBOX
    folder: ClassVar[Path] = Path(__file__).parent

    @property
    def label(self) -> str:
        """See Factor.label."""
        return _("Code by mail")

    def is_bound(self, connection: Connection, account: Account) -> bool:
        """See Factor.is_bound. Whoever has a mail address has it."""
        return bool(account.email)

    def begin(self, ask: Ask) -> Begun:
        """See Factor.begin: sends the first code."""
        code, write = self._send(ask)
        return Begun(code.as_state(), write)

    def page(self, ask: Ask) -> Page:
        """See Factor.page."""
        return self._page(ask, self._form(ask, with_answers=False), 200)

    def answer(self, ask: Ask) -> Proven | Stay:
        """See Factor.answer. A code is good for one journey, a few tries and one use; a newer one voids it."""
        if ask.posted is not None and ask.posted.get("action") == "again":
            return self._again(ask)
        form = self._form(ask, with_answers=True)
        if not form.validate():
            return self._refused(ask, form)
        if isinstance(form, CodeWithCaptchaForm) and not self._captcha_is_right(ask, form):
            form.add_error("captcha", _("The characters are not those in the picture. Type the new ones."))
            return self._refused(ask, form)
        return self._compare(ask, form)

    def _compare(self, ask: Ask, form: CodeForm) -> Proven | Stay:
        account = _known(ask)
        code = Code.from_state(ask.journey.state_of(self.name))
        if code is None or code.is_over(ask.now):
            form.add_error("code", _("The time of this code is over. Have a new one sent."))
            return self._refused(ask, form)
        admitted = self.services.attempts.admit(
            ask.policy.lockout,
            factor=self.name,
            population=ask.policy.name,
            account=account.account_id,
            source=ask.source,
        )
        if isinstance(admitted, Locked):
            form.add_error(
                "code", _("Too many tries. Codes are not taken for %(minutes)s minutes.", minutes=admitted.minutes)
            )
            return Stay(self._page(ask, form, 429))
        tries = self.services.stores.expiring.count(
            _TRIES, code.code_id, timedelta(minutes=ask.policy.mailed_code.minutes)
        )
        if tries > ask.policy.mailed_code.tries:
            form.add_error("code", _("This code was tried too often and is void. Have a new one sent."))
            return self._refused(ask, form)
        if not is_right(code, ask.journey.journey_id, self.services.stores.sealer, form.digits):
            return self._wrong(ask, form, admitted, ask.policy.mailed_code.tries - tries)
        self.services.attempts.right(admitted)

        def write(connection: Connection) -> None:
            self.services.stores.accounts.verify_email(connection, account.account_id, ask.now)

        return Proven(account, self.evidence(ask.now), write)

    def _wrong(self, ask: Ask, form: CodeForm, admitted: Admitted, tries_left: int) -> Stay:
        account_tries_left = self.services.attempts.wrong(admitted)
        left = min(tries_left, account_tries_left)
        if left > 0:
            form.add_error("code", _("The code is not right. Tries left: %(left)s", left=left))
        else:
            form.add_error("code", _("This code was tried too often and is void. Have a new one sent."))
        kind = EmailCodeEvent.WRONG if account_tries_left > 0 else EmailCodeEvent.LOCKED
        subject = f"account:{_known(ask).account_id}"

        def write(connection: Connection) -> None:
            self.services.stores.audit.record(connection, Event(kind, "anonymous", subject, {"source": ask.source}))

        return self._refused(ask, form, write)

    def _again(self, ask: Ask) -> Stay:
        wish = AgainForm(ask.posted)
        if not wish.validate():
            form = self._form(ask, with_answers=False)
            form["csrf_token"].errors = wish["csrf_token"].errors
            return self._refused(ask, form)
        code = Code.from_state(ask.journey.state_of(self.name))
        if code is not None and not code.may_resend(ask.policy.mailed_code, ask.now):
            form = self._form(ask, with_answers=False)
            form.add_error("code", _("A mail has just been sent. Wait half a minute before you ask for another."))
            return self._refused(ask, form)
        mails = self.services.stores.expiring.count(_MAILS, _known(ask).account_id, timedelta(hours=1))
        if mails > _MOST_MAILS_AN_HOUR:
            form = self._form(ask, with_answers=False)
            form.add_error("code", _("Too many mails were asked for. Wait an hour, then try again."))
            return Stay(self._page(ask, form, 429))
        fresh, write = self._send(ask)
        return Stay(state=fresh.as_state(), write=write)

    def _send(self, ask: Ask) -> tuple[Code, Write]:
        account = _known(ask)
        stores = self.services.stores
        code, digits = new_code(ask.policy.mailed_code, ask.journey.journey_id, stores.sealer, ask.now)

        def write(connection: Connection) -> None:
            message = mailed_code(ask.policy, account, code, digits, ask.source, ask.now)
            stores.mail.post(connection, message, account.email, ask.language)
            stores.audit.record(connection, Event(EmailCodeEvent.SENT, "system", f"account:{account.account_id}"))

        return code, write

    def _refused(self, ask: Ask, form: CodeForm, write: Write = nothing_to_write) -> Stay:
        return Stay(self._page(ask, form, 422), write=write)

    def _form(self, ask: Ask, *, with_answers: bool) -> CodeForm:
        wants_captcha = ask.policy.captcha.sign_in if ask.is_first else ask.policy.captcha.second_step
        form_class = CodeWithCaptchaForm if wants_captcha else CodeForm
        return form_class(ask.posted if with_answers else None)

    def _page(self, ask: Ask, form: CodeForm, status: int) -> Page:
        challenge = None
        if isinstance(form, CodeWithCaptchaForm):
            challenge = self.services.captchas.new(ask.browser, ask.policy.captcha.length, ask.path)
            form.captcha_id.data = challenge.id
            form.captcha.data = None
        form.code.data = None
        code = Code.from_state(ask.journey.state_of(self.name))
        context = {
            "form": form,
            "challenge": challenge,
            "code": code,
            "over": code is None or code.is_over(ask.now),
            "mailbox": masked(_known(ask).email),
        }
        return Page(_TEMPLATE, context, status)

    def _captcha_is_right(self, ask: Ask, form: CodeWithCaptchaForm) -> bool:
        return self.services.captchas.answered(form.captcha_id.data or "", ask.browser, form.captcha.data or "")

    def unbind(self, connection: Connection, account: Account) -> bool:
        """See Factor.unbind: the mail address belongs to the account and is changed there."""
        return False


def _known(ask: Ask) -> Account:
    """The account: policies put a factor that identifies before this one, which the start of the service checks."""
    if ask.account is None:
        raise ValueError("a mailed code needs an account that an earlier factor has proved")
    return ask.account


def masked(email: str) -> str:
    """The address with all but its first character and its domain hidden."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}{'•' * 4}@{domain}"
