"""Revocation (RFC 7009)."""

from __future__ import annotations

from tests.idp.oidc.world import Browser, World, basic, client, introspect, refresh


def test_access_token_goes_alone(signed_in: Browser) -> None:
    """Giving back an access token leaves the family alive."""
    tokens = signed_in.tokens()
    form = {"token": tokens["access_token"], "token_type_hint": "access_token"}
    assert signed_in.http.post("/revoke", data=form, headers=basic()).status_code == 200
    assert introspect(signed_in.http, tokens["access_token"]) == {"active": False}
    assert refresh(signed_in.http, tokens["refresh_token"]).status_code == 200


def test_refresh_token_takes_its_family_along(signed_in: Browser) -> None:
    """Giving back a refresh token ends everything of that sign-in."""
    tokens = signed_in.tokens()
    assert signed_in.http.post("/revoke", data={"token": tokens["refresh_token"]}, headers=basic()).status_code == 200
    assert introspect(signed_in.http, tokens["access_token"]) == {"active": False}
    assert refresh(signed_in.http, tokens["refresh_token"]).get_json()["error"] == "invalid_grant"


def test_unknown_and_foreign_tokens_are_no_error(world: World, signed_in: Browser) -> None:
    """The answer is 200 all the same, and another's token lives on."""
    world.register(client("other"))
    token = signed_in.tokens()["access_token"]
    assert signed_in.http.post("/revoke", data={"token": "unknown"}, headers=basic()).status_code == 200
    assert signed_in.http.post("/revoke", data={"token": token}, headers=basic("other")).status_code == 200
    assert introspect(signed_in.http, token)["active"]


def test_a_token_must_be_named_by_a_proven_client(signed_in: Browser) -> None:
    """Without a token the request is wrong; without proof nobody is heard."""
    assert signed_in.http.post("/revoke", data={"a": "b"}, headers=basic()).status_code == 400
    assert signed_in.http.post("/revoke", data={"token": "x"}, headers=basic("portal", "no")).status_code == 401
