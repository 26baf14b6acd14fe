"""OAuth 2.0 Form Post Response Mode."""

from __future__ import annotations

import html
import re

from tests.idp.oidc.world import CALLBACK, ISSUER, Browser, attempt


def _fields(text: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text)
    return {name: html.unescape(value) for name, value in found}


def test_values_arrive_as_they_were(signed_in: Browser) -> None:
    """Hostile text in `state` arrives unchanged and has no effect on the page."""
    state = "a b\"<é>&'"
    response = signed_in.get(attempt(response_mode="form_post", state=state).address)
    fields = _fields(response.text)
    assert response.status_code == 200
    assert f'action="{CALLBACK}"' in response.text
    assert fields["state"] == state
    assert fields["iss"] == ISSUER
    assert fields["code"]
    assert '"<é>' not in response.text


def test_errors_travel_the_same_way(signed_in: Browser) -> None:
    """An error of a form post request is posted too."""
    fields = _fields(signed_in.get(attempt(response_mode="form_post", prompt="none login").address).text)
    assert fields["error"] == "invalid_request"


def test_policy_lets_the_form_leave(signed_in: Browser) -> None:
    """The page may post to the portal, a script of ours sends it on, nothing may keep it."""
    response = signed_in.get(attempt(response_mode="form_post").address)
    assert "form-action 'self' https://portal.example" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert 'src="/static/form-post.js' in response.text
