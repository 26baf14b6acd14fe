"""The password factor: identifies and proves in one step, with a CAPTCHA where the policy wants one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import structlog
from sqlalchemy import Connection

from idp.audit import Event
from idp.factors.base import Ask, Enrolment, Factor, FactorServices, FieldFault, Page, Proven, Stay, Write
from idp.factors.password import store
from idp.factors.password.events import PasswordEvent
from idp.factors.password.forms import SignInForm, SignInWithCaptchaForm, enrolment_fields
from idp.factors.password.hashing import PasswordHasher, is_outdated
from idp.journeys import Admitted, Locked
from idp.policies import Channel, Fault, Population, password_faults, username_key
from idp.storage.accounts import Account, AccountStatus
from shared.i18n import gettext as _
from shared.i18n import lazy_gettext

log = structlog.get_logger("factors")

_TEMPLATE = "factors/password/sign_in.html"
_MOST_FAILURES = 100
"""Wrong passwords in a row after which the password must be set anew (NIST SP 800-63B-4 section 3.2.2)."""

_NOBODY = "nobody"
"""Stands for the account of an unknown name, so that its answer costs the same statements."""


class PasswordFactor(Factor):
    """Something the person knows."""

    name: ClassVar[str] = "password"
    amr: ClassVar[tuple[str, ...]] = ("pwd",)
    channel: ClassVar[Channel] = Channel.BROWSER
    identifies: ClassVar[bool] = True
    folder: ClassVar[Path] = Path(__file__).parent

    def __init__(self, services: FactorServices) -> None:
        super().__init__(services)
        self._hasher = PasswordHasher()

    @property
    def label(self) -> str:
        """See Factor.label."""
        return _("Password")

    def is_bound(self, connection: Connection, account: Account) -> bool:
        """See Factor.is_bound."""
        return store.credential_of(connection, account.account_id) is not None

    def page(self, ask: Ask) -> Page:
        """See Factor.page."""
        return self._page(ask, self._form(ask, with_answers=False), 200)

    def answer(self, ask: Ask) -> Proven | Stay:
        """See Factor.answer. The CAPTCHA comes first: a wrong one costs no try and no hash."""
        form = self._form(ask, with_answers=True)
        if not form.validate():
            return self._again(ask, form)
        if isinstance(form, SignInWithCaptchaForm) and not self._captcha_is_right(ask, form):
            form.add_error("captcha", _("The characters are not those in the picture. Type the new ones."))
            return self._again(ask, form)
        return self._compare(ask, form)

    def _compare(self, ask: Ask, form: SignInForm) -> Proven | Stay:
        username, password = form.typed
        key = username_key(username)
        admitted = self.services.attempts.admit(
            ask.policy.lockout, factor=self.name, population=ask.policy.name, account=key, source=ask.source
        )
        if isinstance(admitted, Locked):
            return self._locked(ask, form, admitted)
        with self.services.stores.reader.begin() as connection:
            account = self.services.stores.accounts.by_username(connection, ask.policy.name, key)
            credential = store.credential_of(connection, account.account_id if account else _NOBODY)
        right = self._hasher.verify(credential.phc if credential else None, password)
        if account is None or credential is None or not right:
            return self._wrong(ask, form, admitted, account)
        self.services.attempts.right(admitted)
        if refusal := self._refusal(ask, account, credential):
            form.add_error("username", refusal)
            return self._again(ask, form)
        fresh = self._hasher.hash(password) if is_outdated(credential.phc) else None

        def write(connection: Connection) -> None:
            if credential.failures:
                store.forget_failures(connection, account.account_id)
            if fresh:
                store.strengthen(connection, account.account_id, credential.phc, fresh)

        return Proven(account, self.evidence(ask.now), write)

    def _refusal(self, ask: Ask, account: Account, credential: store.Credential) -> str | None:
        """Why an account cannot go on although its password is right: told to nobody else."""
        if credential.failures >= _MOST_FAILURES:
            return _("Too many wrong passwords were tried. Ask for a new password before you sign in.")
        if account.status is AccountStatus.PENDING:
            return _("This account is not activated yet. Open the link in the activation mail, or have it sent again.")
        if account.status is not AccountStatus.ACTIVE:
            return _("This account is suspended. Please ask the contact named on this page.")
        if ask.journey.account_id not in (None, account.account_id):
            return _("You are signed in with another account. Sign out first, or use that account.")
        return None

    def _wrong(self, ask: Ask, form: SignInForm, admitted: Admitted, account: Account | None) -> Stay:
        left = self.services.attempts.wrong(admitted)
        form.add_error("password", _("The username or the password is not right."))
        kind = PasswordEvent.WRONG if left > 0 else PasswordEvent.LOCKED
        subject = f"account:{account.account_id}" if account else None
        detail = {"population": ask.policy.name, "source": ask.source}

        def write(connection: Connection) -> None:
            self.services.stores.audit.record(connection, Event(kind, "anonymous", subject, detail))
            store.note_failure(connection, account.account_id if account else _NOBODY)

        return self._again(ask, form, write)

    def _locked(self, ask: Ask, form: SignInForm, locked: Locked) -> Stay:
        log.info("locked", factor=self.name, population=ask.policy.name)
        words = _(
            "Too many tries. Sign-in with this username is closed for %(minutes)s minutes.", minutes=locked.minutes
        )
        form.add_error("username", words)
        stay = self._again(ask, form)
        assert stay.page is not None
        return Stay(Page(stay.page.template, stay.page.context, 429))

    def _again(self, ask: Ask, form: SignInForm, write: Write | None = None) -> Stay:
        page = self._page(ask, form, 422)
        return Stay(page, write=write) if write else Stay(page)

    def _form(self, ask: Ask, *, with_answers: bool) -> SignInForm:
        form_class = SignInWithCaptchaForm if self._wants_captcha(ask) else SignInForm
        form = form_class(ask.posted if with_answers else None)
        form.username.label.text = ask.policy.username.label.in_(ask.language)
        if not with_answers and ask.account:
            form.username.data = ask.account.username
        return form

    def _page(self, ask: Ask, form: SignInForm, status: int) -> Page:
        challenge = None
        if isinstance(form, SignInWithCaptchaForm):
            challenge = self.services.captchas.new(ask.browser, ask.policy.captcha.length, ask.path)
            form.captcha_id.data = challenge.id
            form.captcha.raw_data = None
            form.captcha.data = None
        return Page(_TEMPLATE, {"form": form, "challenge": challenge}, status)

    def _wants_captcha(self, ask: Ask) -> bool:
        return ask.policy.captcha.sign_in if ask.is_first else ask.policy.captcha.second_step

    def _captcha_is_right(self, ask: Ask, form: SignInWithCaptchaForm) -> bool:
        return self.services.captchas.answered(form.captcha_id.data or "", ask.browser, form.captcha.data or "")

    def enrolment(self, policy: Population) -> Enrolment:
        """See Factor.enrolment."""

        def faults(values: Mapping[str, str], context: Sequence[str]) -> list[FieldFault]:
            found = password_faults(policy.password, values.get("password", ""), context)
            listed = [FieldFault("password", fault) for fault in found]
            if not listed and values.get("password") != values.get("password_again"):
                different = Fault("password_differs", lazy_gettext("The two passwords are not the same"))
                listed.append(FieldFault("password_again", different))
            return listed

        def prepare(values: Mapping[str, str], account_id: str, now: datetime) -> Write:
            phc = self._hasher.hash(values["password"])

            def write(connection: Connection) -> None:
                store.set_password(connection, account_id, phc, now)
                subject = f"account:{account_id}"
                self.services.stores.audit.record(connection, Event(PasswordEvent.SET, subject, subject))

            return write

        return Enrolment(enrolment_fields(), "factors/password/enrolment.html", faults, prepare)

    def unbind(self, connection: Connection, account: Account) -> bool:
        """See Factor.unbind."""
        removed = store.remove(connection, account.account_id)
        if removed:
            subject = f"account:{account.account_id}"
            self.services.stores.audit.record(connection, Event(PasswordEvent.REMOVED, subject, subject))
        return removed
