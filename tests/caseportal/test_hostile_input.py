"""Malformed and hostile requests: every address answers in words, none with a fault of ours."""

import re

import pytest

from tests.caseportal.people import OFFICER, STUDENT
from tests.caseportal.site import Site

pytestmark = pytest.mark.asyncio

NOBODY = "00000000-0000-0000-0000-000000000000"
HOSTILE = [
    "%00",
    "a%00b",
    "%ff%fe",
    "%ED%A0%80",
    "%C2%B2",
    "%D9%A3",
    "9" * 400,
    "-1",
    "1e9",
    "../..",
    "%7B%7B7*7%7D%7D",
    "x" * 5000,
]
PAGES = [
    "/notices/{}", "/todo?tab={}", "/apply/{}", "/apply/{}/permit", "/cases/{}", f"/cases/{NOBODY}/edit/{{}}",
    f"/cases/{NOBODY}/files/{{}}", "/payments/breakdown?case={}", "/payments/method?case={}", "/payments/send/{}",
    "/payments/return/{}", "/payments/return?attempt={}", "/documents/permits?group={}", "/documents/permits?number={}",
    "/documents/permits?paid_from={}&paid_until={}", "/documents/{}/file", "/verify/{}", "/language/{}?next={}",
    "/sso/sign-in?population={}&next={}", "/sso/callback?code={}&state={}&iss={}", "/?ui_locales={}",
]  # fmt: skip
OFFICER_PAGES = [
    "/officers/queue?page={}", "/officers/queue?number={}", "/officers/queue?type={}&state={}", "/officers/cases/{}",
]  # fmt: skip


async def test_addresses_take_anything(site: Site) -> None:
    """NUL, broken UTF-8, digits of other scripts and endless text in an address are answered, signed in or not."""
    stranger, student, officer = site.browser(), site.browser(), site.browser()
    await student.sign_in(STUDENT)
    await officer.sign_in(OFFICER)
    for page in PAGES + OFFICER_PAGES:
        for value in HOSTILE:
            for browser in (stranger, officer if page in OFFICER_PAGES else student):
                assert (await browser.get(page.replace("{}", value))).status < 500, (page, value)


def _names(html: str) -> set[str]:
    """The names of a page's fields."""
    return set(re.findall(r'<(?:input|textarea|select)[^>]*name="([a-z_]+)"', html)) - {"csrf_token"}


TYPED = [
    "\x00",
    "a\x00b",
    "\u202egpj",
    "²",
    "9" * 400,
    "<script>alert(1)</script>",
    "{{7*7}}",
    "'; DROP TABLE cases; --",
    "長" * 5000,
]


@pytest.mark.parametrize("value", TYPED, ids=range(len(TYPED)))
async def test_forms_take_anything(site: Site, value: str) -> None:
    """Whatever is typed in any field of any form is answered with a page, and comes back without effect."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    for group in ("application", "applicant", "studies", "contact", "father", "mother", "guarantor", "statement"):
        address = f"/cases/{case_id}/edit/{group}"
        await browser.get(address)
        for action in ("autosave", "save", "continue", value):
            page = await browser.post(address, {**dict.fromkeys(_names(browser.last.text), value), "action": action})
            assert page.status < 500
            assert "<script>alert" not in page.text
            await browser.get(address)
            assert "<script>alert" not in browser.last.text
    for address in (f"/cases/{case_id}/check", "/apply/multi_entry", "/apply/multi_entry/permit", "/verify", "/todo"):
        page = await browser.get(address)
        assert page.status < 500
        page = await browser.post(
            address, {"agree": value, "permit_number": value, "code": value, "version": value, "reply": value}
        )
        assert page.status < 500
