"""Input that no person types, at every door: refused in words or passed over, never a fault of ours (500)."""

from __future__ import annotations

import base64
import json

import pytest

from idp.oidc.parameters import Parameters
from tests.idp.home import Home

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _part(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _token(header: object, payload: str = "{}") -> str:
    return f"{_part(header if isinstance(header, str) else json.dumps(header))}.{_part(payload)}.e30"


NESTED = "[" * 2000 + "]" * 2000


@pytest.mark.parametrize("token", ["é", "\x7f", "", "0" * 64])
def test_a_token_that_no_page_of_ours_made_is_refused_in_words(home: Home, token: str) -> None:
    """A CSRF token outside ASCII is as wrong as any other."""
    browser = home.browser()
    browser.get("/sign-in/agency")
    answer = browser.client.post(browser.path, data={"csrf_token": token, "username": "a", "password": "b"})
    assert answer.status_code == 422


@pytest.mark.parametrize("day", ["99999999999999999999-1-1", "1990-99999999999999999999-1", "9" * 4400, "0-0-0", "-"])
def test_a_day_that_no_calendar_has_is_refused_in_words(home: Home, day: str) -> None:
    """Numbers too large for a date are a mistake of the person, told beside the field."""
    page = home.browser().client.post("/register/student", data={"birth_date": day})
    assert page.status_code == 422


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ES256", "kid": "x", "crit": 1},
        {"alg": "ES256", "kid": "x", "crit": ["unknown"], "unknown": 1},
        {"alg": "ES256", "kid": ["x"]},
        {"alg": ["ES256"], "kid": "x"},
        {"alg": "none"},
        {"alg": "HS256", "kid": "x"},
        [],
        '{"alg":"ES256","a":' + NESTED + "}",
    ],
)
def test_a_malformed_hint_is_a_page_of_words(home: Home, header: object) -> None:
    """`id_token_hint` with any header but ours is refused on a page."""
    answer = home.app.test_client().get("/logout", query_string={"id_token_hint": _token(header)})
    assert answer.status_code == 400


@pytest.mark.parametrize("payload", [NESTED, '{"sub":' + NESTED + "}", "[]", "1", '{"sub":"\\ud800"}', '{"sub":[]}'])
def test_a_malformed_assertion_does_not_authenticate(home: Home, payload: str) -> None:
    """An assertion of any shape is answered like a wrong one."""
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE}
    answer = home.app.test_client().post("/token", data=form | {"client_assertion": _token({"alg": "ES256"}, payload)})
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "address",
    [
        "/journey/%00",
        "/captcha/%00.png",
        "/register/agency/roster?key=%00",
        "/register/student/done/%00",
        f"/activate/{'%00' * 43}",
        "/language/en?next=%00",
        "/%ff%00",
    ],
)
def test_a_nul_is_refused_on_every_page(any_home: Home, address: str) -> None:
    """No database is asked for a name with a NUL in it."""
    assert any_home.app.test_client().get(address).status_code == 400


def test_a_nul_in_a_form_is_refused(any_home: Home) -> None:
    """A posted NUL is refused before any form reads it."""
    browser = any_home.browser()
    browser.get("/sign-in/staff")
    assert browser.client.post(browser.path, data={"username": "a\0b"}).status_code == 400


def test_machines_are_told_of_a_nul_in_their_own_words(any_home: Home) -> None:
    """Endpoints of the protocol answer a NUL with an error of the protocol."""
    client = any_home.app.test_client()
    answer = client.post("/token", data={"grant_type": "authorization_code", "code": "a\0b"})
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_request")
    assert client.get("/authorize?client_id=a%00b").status_code == 400
    assert client.get("/logout?client_id=a%00b").status_code == 400


def test_a_name_of_a_parameter_is_not_repeated_at_length() -> None:
    """What somebody calls a parameter fills neither page nor log: a name is kept to its first 64 characters."""
    assert Parameters.of([("n" * 5_000, "1"), ("n" * 5_000, "2")]).faulty() == {"n" * 64}
