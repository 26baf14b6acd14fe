"""Mailed codes as values."""

from __future__ import annotations

from datetime import timedelta

import pytest

from idp.factors.emailcode.codes import Code, is_right, new_code
from idp.factors.emailcode.factor import masked
from idp.policies.population import MailedCode
from shared.sealing import Sealer
from tests.conftest import FakeClock

RULE = MailedCode()


def test_a_code_is_bound_and_kept_hashed(sealer: Sealer, clock: FakeClock) -> None:
    """The state holds no digits; the code is right for its own journey only, with at least 20 bits to guess."""
    code, digits = new_code(RULE, "journey1", sealer, clock())
    assert digits not in str(code.as_state())
    assert Code.from_state(code.as_state()) == code
    assert is_right(code, "journey1", sealer, digits)
    assert not is_right(code, "journey2", sealer, digits)
    assert not is_right(code, "journey1", sealer, digits[:-1])
    assert 10**RULE.digits >= 2**20
    assert len(digits) == 8


def test_a_code_runs_out(sealer: Sealer, clock: FakeClock) -> None:
    """A code is over at the end of its tenth minute, and another may be sent after half a minute."""
    code, _digits = new_code(RULE, "j", sealer, clock())
    assert not code.is_over(clock() + timedelta(minutes=9, seconds=59))
    assert code.is_over(clock() + timedelta(minutes=10))
    assert not code.may_resend(RULE, clock() + timedelta(seconds=29))
    assert code.may_resend(RULE, clock() + timedelta(seconds=30))


@pytest.mark.parametrize(("email", "shown"), [("meili@example.tw", "m••••@example.tw"), ("a@b.tw", "a••••@b.tw")])
def test_mailboxes_are_shown_masked(email: str, shown: str) -> None:
    """The page tells which mailbox, and not its name."""
    assert masked(email) == shown
