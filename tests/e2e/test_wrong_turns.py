"""What goes wrong gets words that help, on pages as accessible as all others, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e import paths
from tests.e2e.people import demo_person, students
from tests.e2e.person import Person

BOTH = pytest.mark.parametrize(("language", "width"), [("zh-Hant-TW", 390), ("en", 1280)])


@BOTH
def test_a_stranger_to_the_roster_is_not_registered(person: Callable[..., Person], language: str, width: int) -> None:
    """The words of the source, everything typed kept, passwords not."""
    stranger = person(language, width)
    paths.register(stranger, replace(students()[3], name="王小明", travel_permit_number="T25A99999"))
    assert ("查無此學生資料" if language != "en" else "No student") in stranger.text
    assert stranger.page.locator("[name=surname]").input_value() == students()[3].surname
    assert stranger.page.locator("[name=password]").input_value() == ""
    assert stranger.page.title().startswith("錯誤：" if language != "en" else "Error:")


@BOTH
def test_a_wrong_captcha_keeps_the_name(person: Callable[..., Person], language: str, width: int) -> None:
    """The name stays, the password does not, a fresh picture is shown, and the right one goes on."""
    someone = person(language, width)
    username = demo_person("student").username
    someone.open(f"{someone.demo.plan.address('caseportal')}/todo")
    shown = someone.page.locator("input[name=captcha_id]").get_attribute("value")
    someone.fill(username=username, password=paths.PASSWORD, captcha="00000")
    someone.press()
    assert someone.page.locator("[name=username]").input_value() == username
    assert someone.page.locator("[name=password]").input_value() == ""
    assert someone.page.locator("input[name=captcha_id]").get_attribute("value") != shown
    someone.fill(password=paths.PASSWORD)
    someone.solve_captcha()
    someone.press()
    assert someone.page.url.endswith("/todo")


@BOTH
def test_permit_numbers_are_checked(person: Callable[..., Person], language: str, width: int) -> None:
    """An unknown number and somebody else's are told apart in the words of the source."""
    someone = person(language, width)
    paths.sign_in_student(someone, demo_person("student").username)
    paths.begin_application(someone, "115A99999999")
    if language != "en":
        assert "查無此證號資料" in someone.text
    unknown = someone.text
    someone.fill(permit_number=students()[0].permit_number)
    someone.press()
    if language != "en":
        assert "帳號基資與案件資料不符" in someone.text
    assert someone.text != unknown


@BOTH
def test_a_file_that_is_not_what_its_name_says(
    person: Callable[..., Person], tmp_path: Path, language: str, width: int
) -> None:
    """A text named as a picture is refused beside its field; the good file of the same form is kept."""
    someone = person(language, width)
    paths.sign_in_student(someone, demo_person("student").username)
    paths.begin_application(someone, demo_person("student").permit_number or "")
    someone.fill(**paths.ANSWERS["application"])
    someone.press()
    liar = tmp_path / "permit.png"
    liar.write_text("this is no picture")
    someone.page.locator("[name=file_photo]").set_input_files(str(paths.make_picture(tmp_path)))
    someone.page.locator("[name=file_single_permit]").set_input_files(str(liar))
    someone.press()
    assert someone.page.url.endswith("/files")
    assert someone.page.locator("#file_single_permit-error").count() == 1
    assert someone.page.locator("[data-files=photo] img").count() == 1


@BOTH
def test_addresses_that_lead_nowhere(person: Callable[..., Person], language: str, width: int) -> None:
    """Each service answers with a page of the house; a journey of another browser is not shown."""
    someone, other = person(language, width), person(language, width)
    plan = someone.demo.plan
    for service in ("idp", "caseportal", "statistics", "desk"):
        answer = someone.open(f"{plan.address(service)}/nowhere")
        assert answer
        assert answer.status == 404
        assert someone.page.locator("#error-page").count() == 1
    someone.open(f"{plan.address('idp')}/sign-in/student")
    answer = other.open(someone.page.url)
    assert answer
    assert 400 <= answer.status < 500
    assert other.page.locator("#error-page").count() == 1
    answer = someone.open(f"{plan.address('idp')}/authorize?client_id=nobody")
    assert answer
    assert answer.status == 400
    assert "client_id" in someone.text


def test_the_agency_code_names_the_agency(person: Callable[..., Person]) -> None:
    """As soon as the ten characters are complete the agency's name stands under the field."""
    reporter = person()
    reporter.open(f"{reporter.demo.plan.address('idp')}/register/agency")
    reporter.page.locator("[name=username]").press_sequentially("A01020000C")
    reporter.page.get_by_text("示範部人事處").wait_for()


def test_the_way_can_be_walked_by_keyboard(person: Callable[..., Person]) -> None:
    """From the skip link to the button: signing in without a mouse."""
    someone = person()
    someone.open(f"{someone.demo.plan.address('caseportal')}/todo")
    someone.page.keyboard.press("Tab")
    assert someone.page.evaluate("document.activeElement.className").startswith("govuk-skip-link")
    someone.page.locator("[name=username]").focus()
    someone.page.keyboard.type(demo_person("student").username)
    someone.page.keyboard.press("Tab")
    someone.page.keyboard.type(paths.PASSWORD)
    challenge = someone.page.locator("input[name=captcha_id]").get_attribute("value") or ""
    someone.page.locator("[name=captcha]").focus()
    someone.page.keyboard.type(someone.demo.captcha_text(challenge))
    someone.page.keyboard.press("Enter")
    someone.page.wait_for_url("**/todo")
