"""Accounts that an operator makes or stops: no roster, no CAPTCHA, no mail; the policy's rules of names hold all the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from idp.accounts.events import AccountEvent
from idp.accounts.fields import field_faults, normal_field
from idp.accounts.registering import Registering
from idp.audit import Event
from idp.policies import Population, username_faults, username_key
from idp.policies.usernames import normal_username
from idp.sessions import Sessions
from idp.storage.accounts import Account, AccountStatus
from idp.storage.metadata import new_id
from idp.stores import Stores
from shared.clock import TAIPEI
from shared.i18n import DEFAULT_LANGUAGE, Language


@dataclass(frozen=True)
class OrderedAccount:
    """What an operator says about a new account. `secrets` are the values of the factors' registration fields."""

    policy: Population
    username: str
    name: str
    email: str
    secrets: Mapping[str, str]
    phone: str = ""
    roles: Sequence[str] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    language: Language = DEFAULT_LANGUAGE


def order_faults(ordered: OrderedAccount, registering: Registering, stores: Stores) -> list[str]:
    """What is wrong with the order, in words for the operator."""
    policy = ordered.policy
    faults = [f"username: {fault}" for fault in username_faults(policy.username, ordered.username)]
    context = [normal_username(ordered.username), ordered.name]
    for enrolment in registering.enrolments(policy):
        faults += [f"{found.field}: {found.fault}" for found in enrolment.faults(ordered.secrets, context)]
    faults += [f"role {role}: {policy.name} has no such role" for role in ordered.roles if role not in policy.roles]
    declared = {entry.name: entry for entry in policy.registration.fields} if policy.registration else {}
    today = stores.clock().astimezone(TAIPEI).date()
    for name, value in ordered.fields.items():
        if name not in declared:
            faults.append(f"field {name}: {policy.name} declares no such field")
            continue
        found_faults = field_faults(declared[name], normal_field(declared[name], value), today)
        faults += [f"field {name}: {fault}" for fault in found_faults]
    return faults


def make_account(ordered: OrderedAccount, registering: Registering, stores: Stores) -> Account | list[str]:
    """Makes an active account with its factors, or says what is wrong."""
    if faults := order_faults(ordered, registering, stores):
        return faults
    policy, now = ordered.policy, stores.clock()
    declared = policy.registration.fields if policy.registration else ()
    fields = {
        entry.name: normal_field(entry, ordered.fields[entry.name])
        for entry in declared
        if entry.name in ordered.fields
    }
    account = Account(
        account_id=new_id(),
        population=policy.name,
        username=normal_username(ordered.username),
        status=AccountStatus.ACTIVE,
        name=ordered.name,
        email=ordered.email,
        phone=ordered.phone,
        fields=fields,
        roles=tuple(ordered.roles),
        language=ordered.language,
        created_at=now,
        activated_at=now,
        email_verified_at=now if ordered.email else None,
    )
    prepared = [
        enrolment.prepare(ordered.secrets, account.account_id, now) for enrolment in registering.enrolments(policy)
    ]
    with stores.database.begin() as connection:
        unique = [entry.name for entry in declared if entry.unique]
        if not stores.accounts.add(connection, account, username_key(account.username), unique):
            return [f"{policy.name} has an account of this username, or of this person, already"]
        for write in prepared:
            write(connection)
        event = Event(AccountEvent.MADE, "operator", f"account:{account.account_id}", {"population": policy.name})
        stores.audit.record(connection, event)
    return account


def suspend(stores: Stores, sessions: Sessions, population: str, username: str) -> bool:
    """Disables an account and ends its sessions, at once everywhere; False when there is no such account."""
    with stores.database.begin() as connection:
        account = stores.accounts.by_username(connection, population, username_key(username))
        if account is None:
            return False
        stores.accounts.set_status(connection, account.account_id, AccountStatus.DISABLED)
        sessions.end_all(connection, account.account_id, stores.clock())
        stores.audit.record(connection, Event(AccountEvent.SUSPENDED, "operator", f"account:{account.account_id}"))
    return True


def restore(stores: Stores, population: str, username: str) -> bool:
    """Undoes a suspension: an account that was never activated waits for its mailed link as before.

    False when there is no such account, or it is not suspended.
    """
    with stores.database.begin() as connection:
        account = stores.accounts.by_username(connection, population, username_key(username))
        if account is None or account.status is not AccountStatus.DISABLED:
            return False
        status = AccountStatus.ACTIVE if account.activated_at else AccountStatus.PENDING
        stores.accounts.set_status(connection, account.account_id, status)
        stores.audit.record(connection, Event(AccountEvent.RESTORED, "operator", f"account:{account.account_id}"))
    return True
