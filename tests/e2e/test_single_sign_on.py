"""One sign-in for many portals, each for its own kinds of account, and one sign-out for all of them."""

from __future__ import annotations

from collections.abc import Callable

from tests.e2e import paths
from tests.e2e.people import demo_person
from tests.e2e.person import Person
from tests.e2e.running import wait_for


def test_a_reporter_signs_in_with_a_mailed_code(person: Callable[..., Person]) -> None:
    """Password, CAPTCHA and the code whose reference letters page and mail share lead to the reports."""
    reporter = person()
    paths.sign_in_reporter(reporter)
    assert reporter.page.url == f"{reporter.demo.plan.address('statistics')}/reports"


def test_a_student_is_told_that_the_sample_portal_is_for_others(person: Callable[..., Person]) -> None:
    """The page says so in words, offers to go back, and the portal gets no account."""
    student = person()
    paths.sign_in_student(student, demo_person("student").username)
    student.open(f"{student.demo.plan.address('statistics')}/")
    student.follow("main a.govuk-button")
    assert student.page.locator("#not-admitted").count() == 1
    assert student.page.url.startswith(student.demo.plan.address("idp"))
    student.press("cancel")
    assert student.page.url.startswith(student.demo.plan.address("statistics"))


def test_signing_out_at_one_portal_ends_all(person: Callable[..., Person]) -> None:
    """An officer enters the sample portal without signing in again; signing out of the case portal ends both and the session."""
    officer = person()
    plan = officer.demo.plan
    paths.sign_in_officer(officer)
    officer.open(f"{plan.address('statistics')}/sign-in?as=staff")
    assert officer.page.url == f"{plan.address('statistics')}/reports"

    officer.open(f"{plan.address('caseportal')}/officers/queue")
    officer.follow("header button[value=logout]")
    assert officer.page.url.startswith(plan.address("idp"))
    officer.press("logout")
    assert officer.page.locator("#logged-out").count() == 1

    def ended() -> bool:
        officer.page.goto(f"{plan.address('statistics')}/reports")
        return officer.page.url == f"{plan.address('statistics')}/"

    wait_for("the sample portal to end its session", ended)
    officer.open(f"{plan.address('caseportal')}/officers/queue")
    assert "/journey/" in officer.page.url


def test_the_language_can_be_switched_on_every_page(person: Callable[..., Person]) -> None:
    """The switch stays on the page and lasts."""
    visitor = person("zh-Hant-TW", 390)
    for service, path in (("idp", "/register/agency"), ("caseportal", "/mainland"), ("statistics", "/"), ("desk", "/")):
        visitor.language = "zh-Hant-TW"
        visitor.open(visitor.demo.plan.address(service) + path)
        visitor.language = "en"
        visitor.follow("header a[hreflang=en]")
        assert visitor.page.url == visitor.demo.plan.address(service) + path
