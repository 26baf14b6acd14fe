"""The contract of a factor as tests: subclass `FactorContract` in a factor's own tests, or run them over the registry."""

from __future__ import annotations

from datetime import timedelta

from werkzeug.datastructures import MultiDict

from idp.factors import Ask, Begun, Factor, Page, Stay
from idp.policies import Channel
from shared.web.shell import current_page
from tests.idp.home import Home

KNOWN_METHODS = frozenset(
    {"face", "fpt", "geo", "hwk", "iris", "kba", "mca", "mfa", "otp", "pin", "pop", "pwd", "rba", "retina", "sc", "sms"}
    | {"swk", "tel", "user", "vbm", "wia"}
)
"""Authentication method references (RFC 8176 section 2)."""


def visit(home: Home, factor: Factor, posted: dict[str, str] | None = None) -> Ask:
    """A visit to the factor's step, in the journey of an account that an earlier factor proved if it needs one."""
    policy = home.house.populations["staff"]
    account = home.account("staff", f"visitor{home.clock().timestamp():.0f}")
    journey = home.house.journeys.start("sign_in", population="staff", browser="b1")
    home.clock.advance(seconds=1)
    if not factor.identifies:
        other = next(entry for entry in home.house.factors if entry.identifies)
        journey = journey.proved(account.account_id, other.evidence(home.clock()))
    return Ask(
        journey=journey,
        policy=policy,
        account=None if factor.identifies else account,
        browser="b1",
        source="192.0.2.1",
        path=f"/journey/{journey.journey_id}/{factor.name}",
        language="en",
        now=home.clock(),
        posted=None if posted is None else MultiDict(posted),
    )


class FactorContract:
    """What every factor promises. `factor` is a fixture."""

    def test_it_says_what_it_is(self, home: Home, factor: Factor) -> None:
        """Name, label, methods of RFC 8176, channel and strength are there."""
        assert factor.name.isidentifier()
        assert factor.amr
        assert set(factor.amr) <= KNOWN_METHODS
        assert isinstance(factor.channel, Channel)
        assert factor.strength in {1, 2, 3}
        with home.app.test_request_context("/"):
            assert str(factor.label)
        assert factor.health() == []

    def test_its_room_is_complete(self, factor: Factor) -> None:
        """Its folder holds its templates and its translations."""
        assert any((factor.folder / "templates" / "factors" / factor.name).glob("*.html"))
        assert (factor.folder / "locale" / "zh_Hant_TW.po").is_file()

    def test_beginning_and_looking_prove_nothing(self, home: Home, factor: Factor) -> None:
        """Arriving at the step and reading its page give no evidence, and the page can be read again."""
        with home.app.test_request_context("/"):
            home.app.preprocess_request()
            ask = visit(home, factor)
            begun = factor.begin(ask)
            assert isinstance(begun, Begun)
            pages = [factor.page(ask), factor.page(ask)]
        assert all(isinstance(page, Page) and page.status == 200 for page in pages)
        assert pages[0].template == pages[1].template

    def test_bad_input_is_a_value(self, home: Home, factor: Factor) -> None:
        """An empty answer, nonsense and megabytes are refused with a page, and nothing raises."""
        for value in ("", "x", "\x00\u202e", "9" * 100_000):
            with home.app.test_request_context("/"):
                home.app.preprocess_request()
                posted = dict.fromkeys(("username", "password", "code", "totp", "captcha", "captcha_id"), value)
                outcome = factor.answer(visit(home, factor, {**posted, "csrf_token": current_page().csrf_token}))
            assert isinstance(outcome, Stay)
            assert outcome.page is not None
            assert 400 <= outcome.page.status < 500

    def test_evidence_carries_its_own_time(self, home: Home, factor: Factor) -> None:
        """Evidence says what the factor is and when it was proved."""
        later = home.clock() + timedelta(hours=1)
        piece = factor.evidence(later)
        assert (piece.factor, piece.amr, piece.channel) == (factor.name, factor.amr, factor.channel)
        assert piece.at == later

    def test_binding_is_known(self, home: Home, factor: Factor) -> None:
        """An account made with every factor of its policy has them bound; unbinding says whether it removed one."""
        account = home.account("staff", "bound1")
        with home.house.stores.database.begin() as connection:
            assert factor.is_bound(connection, account)
            removed = factor.unbind(connection, account)
            assert factor.is_bound(connection, account) is not removed
