"""Registration and activation: what is checked, in which order, and what is written together."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from idp.accounts import store
from idp.accounts.events import AccountEvent
from idp.accounts.fields import normal_field, registration_faults
from idp.accounts.mails import activation, registered
from idp.audit import Event
from idp.factors import Enrolment, FactorRegistry, FieldFault
from idp.organisations.rosters import Roster, RosterRow
from idp.organisations.rosters.base import match
from idp.policies import Fault, Population, username_faults, username_key
from idp.policies.registration import ActivationKind, Registration, RosterRule
from idp.policies.usernames import normal_username
from idp.storage.accounts import Account, AccountStatus
from idp.storage.metadata import new_id
from idp.stores import Stores
from shared.clock import TAIPEI
from shared.i18n import Language
from shared.i18n import lazy_gettext as _
from shared.web.source import source_network

log = structlog.get_logger("accounts")

_MISMATCHES = "roster-mismatch"
_MISMATCH_SPAN = timedelta(hours=1)
_MOST_MISMATCHES = 30
"""An hour and source address: whoever tries out other people's data is stopped."""
_MOST_MAILS = 5
"""An hour and account."""
_TOKEN_LENGTH = 43


@dataclass(frozen=True)
class NewAccount:
    """What a person filled in, as typed."""

    policy: Population
    values: Mapping[str, str]
    source: str
    language: Language


@dataclass(frozen=True)
class Registered:
    """The account is there; active at once, or waiting for its mailed link."""

    account: Account
    shown: str | None
    """What the roster shows publicly of the entry (the agency's name)."""


class Registering:
    """Registration of every population that declares one."""

    def __init__(self, stores: Stores, factors: FactorRegistry, roster: Roster, base_url: str) -> None:
        self._stores = stores
        self._factors = factors
        self._roster = roster
        self._base_url = base_url

    def enrolments(self, policy: Population) -> list[Enrolment]:
        """What the factors of the policy ask of a person who registers."""
        named = dict.fromkeys(name for combination in policy.sign_in.accepts for name in combination.factors)
        asked = (self._factors[name].enrolment(policy) for name in named if name in self._factors)
        return [enrolment for enrolment in asked if enrolment is not None]

    def shown(self, policy: Population, key: str) -> str | None:
        """The public name of a roster's entry (an agency's), by its key; None when there is none to show."""
        rule = policy.registration.roster if policy.registration else None
        if rule is None or rule.shows is None or not key:
            return None
        row = self._roster.find(rule, key)
        return row.get(rule.shows) if row else None

    def register(self, new: NewAccount) -> Registered | list[FieldFault]:
        """Checks everything, then writes account, factors, mail and audit in one transaction; or says what to mend."""
        registration = _registration(new.policy)
        faults = self.faults(new)
        if faults:
            return faults
        now = self._stores.clock()
        username, fields = _normal(new)
        if registration.roster is None:
            return self._write(new, username, fields, {}, now)
        row = self._matched(new, registration.roster, {**fields, "username": username})
        return row if isinstance(row, list) else self._write(new, username, fields, row, now)

    def faults(self, new: NewAccount) -> list[FieldFault]:
        """What breaks a rule of the form itself. Says nothing about rosters and other accounts."""
        username, fields = _normal(new)
        faults = [FieldFault("username", fault) for fault in username_faults(new.policy.username, username)]
        context = [username, fields[_registration(new.policy).name_field]]
        for enrolment in self.enrolments(new.policy):
            faults += enrolment.faults(new.values, context)
        today = self._stores.clock().astimezone(TAIPEI).date()
        found = registration_faults(_registration(new.policy), fields, today)
        return faults + [FieldFault(name, fault) for name, fault in found]

    def _matched(self, new: NewAccount, rule: RosterRule, values: Mapping[str, str]) -> RosterRow | list[FieldFault]:
        """The roster's entry for what was filled in. A try is counted before it is compared, and forgiven when it agrees."""
        source = self._stores.sealer.digest("roster-source", source_network(new.source))
        if self._stores.expiring.count(_MISMATCHES, source, _MISMATCH_SPAN) > _MOST_MISMATCHES:
            return [FieldFault(rule.key, Fault("too_many", _("Too many tries. Wait an hour, then try again.")))]
        row = match(self._roster, rule, values)
        if row is not None:
            self._stores.expiring.count(_MISMATCHES, source, _MISMATCH_SPAN, -1)
            return row
        with self._stores.database.begin() as connection:
            event = Event(AccountEvent.ROSTER_MISMATCH, "anonymous", None, {"population": new.policy.name})
            self._stores.audit.record(connection, event)
        log.info("roster_mismatch", population=new.policy.name)
        return [FieldFault(rule.key, Fault("roster_mismatch", _("%(words)s"), {"words": rule.mismatch}))]

    def _write(
        self, new: NewAccount, username: str, fields: Mapping[str, str], row: RosterRow, now: datetime
    ) -> Registered | list[FieldFault]:
        registration = _registration(new.policy)
        at_once = registration.activation.kind is ActivationKind.AT_ONCE
        account = Account(
            account_id=new_id(),
            population=new.policy.name,
            username=username,
            status=AccountStatus.ACTIVE if at_once else AccountStatus.PENDING,
            name=fields[registration.name_field],
            email=fields[registration.email_field],
            phone=fields.get(registration.phone_field or "", ""),
            fields=fields,
            language=new.language,
            created_at=now,
            activated_at=now if at_once else None,
        )
        prepared = [enrolment.prepare(new.values, account.account_id, now) for enrolment in self.enrolments(new.policy)]
        unique = [field.name for field in registration.fields if field.unique]
        with self._stores.database.begin() as connection:
            if not self._stores.accounts.add(connection, account, username_key(username), unique):
                return self._taken(connection, new.policy, username, fields, unique)
            for write in prepared:
                write(connection)
            subject = f"account:{account.account_id}"
            detail = {"population": new.policy.name}
            self._stores.audit.record(connection, Event(AccountEvent.REGISTERED, subject, subject, detail))
            if at_once:
                self._stores.mail.post(connection, registered(new.policy, account), account.email, account.language)
            else:
                self._send_link(connection, new.policy, account, now)
        log.info("registered", population=new.policy.name)
        rule = registration.roster
        return Registered(account, row.get(rule.shows) if rule and rule.shows else None)

    def _taken(
        self,
        connection: Connection,
        policy: Population,
        username: str,
        fields: Mapping[str, str],
        unique: Sequence[str],
    ) -> list[FieldFault]:
        if self._stores.accounts.by_username(connection, policy.name, username_key(username)):
            text = _("There is an account with this username already. Sign in with it, or choose another.")
            return [FieldFault("username", Fault("username_taken", text))]
        text = _("There is an account for this person already. Sign in with it.")
        return [
            FieldFault(name, Fault("person_taken", text))
            for name in unique
            if fields.get(name) and self._stores.accounts.by_identifier(connection, policy.name, name, fields[name])
        ]

    def send_again(self, policy: Population, username: str) -> None:
        """Mails a fresh link to a waiting account. For any other name the same work is done and thrown away.

        So neither words nor time tell whether an account waits.
        """
        now, key = self._stores.clock(), username_key(username)
        name = self._stores.sealer.digest("activation-mails", f"{policy.name}\n{key}")
        mails = self._stores.expiring.count("activation-mails", name, timedelta(hours=1))
        with self._stores.database.begin() as connection:
            account = self._stores.accounts.by_username(connection, policy.name, key)
            if account is not None and account.status is AccountStatus.PENDING and mails <= _MOST_MAILS:
                self._send_link(connection, policy, account, now)
            else:
                self._pretend_to_send(connection, policy, now)

    def _pretend_to_send(self, connection: Connection, policy: Population, now: datetime) -> None:
        """Renders, seals and writes a mail that nobody gets."""
        nobody = Account(new_id(), policy.name, "nobody", AccountStatus.PENDING, "nobody", "nobody@localhost", now)
        with connection.begin_nested() as thrown_away:
            self._post_link(connection, policy, nobody, secrets.token_urlsafe(32), now)
            thrown_away.rollback()

    def _send_link(self, connection: Connection, policy: Population, account: Account, now: datetime) -> None:
        token = secrets.token_urlsafe(32)
        until = self._post_link(connection, policy, account, token, now)
        store.add_link(connection, account.account_id, self._digest(token), now, until)

    def _post_link(
        self, connection: Connection, policy: Population, account: Account, token: str, now: datetime
    ) -> datetime:
        """Posts the mail with the link, and gives the moment until which it says that it works."""
        until = now + timedelta(hours=_registration(policy).activation.hours)
        message = activation(policy, account, f"{self._base_url}/activate/{token}", until)
        self._stores.mail.post(connection, message, account.email, account.language)
        self._stores.audit.record(connection, Event(AccountEvent.LINK_SENT, "system", f"account:{account.account_id}"))
        return until

    def link(self, token: str) -> tuple[store.LinkState, Account] | None:
        """What a mailed link is worth now, and whose it is; None for a token that was never sent."""
        if len(token) != _TOKEN_LENGTH:
            return None
        with self._stores.reader.begin() as connection:
            found = store.link_of(connection, self._digest(token))
            account = self._stores.accounts.by_id(connection, found.account_id) if found else None
        return (found.state(self._stores.clock()), account) if found and account else None

    def activate(self, token: str) -> bool:
        """Uses the link up and activates its account; False when it is not good any more, or the account is suspended."""
        now = self._stores.clock()
        digest = self._digest(token)
        with self._stores.database.begin() as connection:
            if not store.use_link(connection, digest, now):
                return False
            found = store.link_of(connection, digest)
            assert found is not None
            if not self._stores.accounts.activate(connection, found.account_id, now):
                connection.rollback()
                return False
            subject = f"account:{found.account_id}"
            self._stores.audit.record(connection, Event(AccountEvent.ACTIVATED, subject, subject))
        return True

    def _digest(self, token: str) -> str:
        return self._stores.sealer.digest("activation", token)


def _normal(new: NewAccount) -> tuple[str, dict[str, str]]:
    """Username and declared fields as they are compared and kept."""
    declared = _registration(new.policy).fields
    fields = {field.name: normal_field(field, new.values.get(field.name, "")) for field in declared}
    return normal_username(new.values.get("username", "")), fields


def _registration(policy: Population) -> Registration:
    if policy.registration is None:
        raise ValueError(f"{policy.name} has no registration")
    return policy.registration
