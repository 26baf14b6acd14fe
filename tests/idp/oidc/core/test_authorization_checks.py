"""The ordered checks of an authorization request (OpenID Connect Core section 3.1.2, RFC 9700, RFC 9207)."""

from __future__ import annotations

import pytest

from tests.idp.oidc.world import CALLBACK, ISSUER, Browser, World, answer_of, attempt, client


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"client_id": None}, "client_id"),
        ({"client_id": "nobody"}, "client_id"),
        ({"redirect_uri": None}, "redirect_uri"),
        ({"redirect_uri": CALLBACK + "/"}, "redirect_uri"),
        ({"redirect_uri": CALLBACK + "?x=1"}, "redirect_uri"),
        ({"redirect_uri": CALLBACK.upper()}, "redirect_uri"),
        ({"redirect_uri": CALLBACK.replace("https", "http")}, "redirect_uri"),
        ({"redirect_uri": "https://portal.example/a/../callback"}, "redirect_uri"),
        ({"redirect_uri": "https://portal.example@evil.example/callback"}, "redirect_uri"),
    ],
)
def test_unproven_addresses_get_a_page(signed_in: Browser, changes: dict[str, str | None], parameter: str) -> None:
    """Until client and redirect address are proven the error is a page that names the parameter, never a redirect."""
    response = signed_in.get(attempt(**changes).address)
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert 'id="error-page"' in response.text
    assert f'data-parameter="{parameter}"' in response.text


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_repeated_address_parameters_get_a_page(signed_in: Browser, name: str) -> None:
    """A second client or address in the same request is refused on a page."""
    asked = attempt()
    response = signed_in.get(f"{asked.address}&{name}={asked.parameters[name]}")
    assert response.status_code == 400
    assert f'data-parameter="{name}"' in response.text


@pytest.mark.parametrize("name", ["scope", "nonce", "state", "something_new"])
def test_any_repeated_parameter_is_refused(signed_in: Browser, name: str) -> None:
    """No parameter may come twice, known or not (RFC 6749 section 3.1)."""
    answer = answer_of(signed_in.get(f"{attempt().address}&{name}=a&{name}=b"))
    assert answer["error"] == "invalid_request"
    assert answer["iss"] == ISSUER


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "dance"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"max_age": "１２"}, "invalid_request"),
        ({"request": "eyJ"}, "request_not_supported"),
        ({"request_uri": "https://x.example/r"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"acr_values": "urn:other:high"}, "unmet_authentication_requirements"),
        ({"claims": "["}, "invalid_request"),
        ({"claims": "[" * 5000}, "invalid_request"),
        ({"claims": '{"id_token": {"acr": 7}}'}, "invalid_request"),
        ({"population": "agency"}, "invalid_request"),
        ({"nonce": "n" * 9000}, "invalid_request"),
    ],
)
def test_proven_clients_are_told_by_redirect(signed_in: Browser, changes: dict[str, str | None], error: str) -> None:
    """Every other fault goes back to the portal, with `state` and `iss` (RFC 9207)."""
    answer = answer_of(signed_in.get(attempt(**changes).address))
    assert answer["error"] == error
    assert answer["state"] == "the-state"
    assert answer["iss"] == ISSUER
    assert "code" not in answer


def test_unknown_parameters_are_ignored(signed_in: Browser) -> None:
    """What nobody has defined does not disturb (OpenID Connect Core section 3.1.2.1)."""
    assert "code" in answer_of(signed_in.get(attempt(colour="blue").address))


def test_post_is_taken_like_get(signed_in: Browser) -> None:
    """The authorization endpoint takes a posted form, also from another site."""
    response = signed_in.http.post(
        "/authorize", data=attempt().parameters, headers={"Origin": "https://portal.example"}
    )
    assert "code" in answer_of(response)


def test_success_carries_state_and_issuer(signed_in: Browser) -> None:
    """A code comes with the exact state and the issuer."""
    answer = answer_of(signed_in.get(attempt(state='a b"<é&').address))
    assert answer["state"] == 'a b"<é&'
    assert answer["iss"] == ISSUER


def test_client_without_sign_in_gets_no_code(world: World, signed_in: Browser) -> None:
    """A client that is registered for other grants only cannot use the code flow."""
    world.register(client("batch", grant_types=("client_credentials",)))
    assert answer_of(signed_in.get(attempt("batch").address))["error"] == "unauthorized_client"


def test_pkce_may_be_waived_for_a_marked_client(world: World, signed_in: Browser) -> None:
    """Only a client that is marked so may leave the challenge out."""
    world.register(client("old", pkce_required=False))
    asked = attempt("old", code_challenge=None, code_challenge_method=None)
    assert "code" in answer_of(signed_in.get(asked.address))


def test_a_post_without_the_session_s_cookie_is_asked_again_by_get(signed_in: Browser) -> None:
    """Browsers leave the cookie out of another site's POST; the same question by GET finds the session."""
    stranger = signed_in.world.browser()
    asked = stranger.http.post("/authorize", data=attempt(state="a b&c").parameters)
    assert asked.status_code == 303
    assert asked.headers["Location"].startswith("/authorize?")
    answer = answer_of(signed_in.get(asked.headers["Location"]))
    assert "code" in answer
    assert answer["state"] == "a b&c"


def test_a_parameter_in_address_and_form_was_given_twice(signed_in: Browser) -> None:
    """Two readers of one request must not see two requests, whichever half they read."""
    response = signed_in.http.post("/authorize?client_id=portal", data=attempt().parameters)
    assert response.status_code == 400
