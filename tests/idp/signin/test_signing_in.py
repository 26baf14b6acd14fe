"""Signing in through the real pages."""

from __future__ import annotations

import re

from tests.idp.home import ISSUED, Home


def test_student_signs_in_with_password_and_captcha(any_home: Home) -> None:
    """A student types name, password and CAPTCHA once and lands on the signed-in page."""
    any_home.account("student", "meili")
    browser = any_home.browser()
    assert browser.get("/sign-in/student").status_code == 200
    assert browser.path.endswith("/password")
    browser.send(username="ＭeiLi ", password=ISSUED["student"])
    assert browser.path == "/account", browser.text
    assert "王美麗" in browser.text


def test_agency_signs_in_with_mailed_code(any_home: Home) -> None:
    """A reporter gets a mail with the letters that the page shows, types its digits and a new CAPTCHA, not the password."""
    any_home.account("agency", "A01010000C")
    browser = any_home.browser()
    browser.get("/sign-in/agency")
    browser.send(username="a01010000c", password=ISSUED["agency"])
    assert browser.path.endswith("/emailcode"), browser.text
    assert 'name="password"' not in browser.page.text
    letters = re.search(r'id="reference-letters">(\w+)<', browser.page.text)[1]
    mail = any_home.mails()[-1]
    assert letters in mail.subject
    assert letters in mail.text
    digits = re.search(r"\b\d{8}\b", mail.text)[0]
    assert digits in mail.html
    browser.send(code=digits)
    assert browser.path == "/account", browser.text
    assert any_home.mails()[-1].subject != mail.subject
