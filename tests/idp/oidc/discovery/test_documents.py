"""Metadata and key set (OpenID Connect Discovery 1.0, RFC 8414, RFC 7517)."""

from __future__ import annotations

import json
from typing import Any

from authlib.oidc.discovery import OpenIDProviderMetadata

from idp.oidc.keys import store
from tests.conftest import FakeClock
from tests.idp.oidc.world import ISSUER, World, attempt, decoded

METADATA = "/.well-known/openid-configuration"


def test_metadata_are_valid_and_true(world: World) -> None:
    """An independent validator accepts the document, and every endpoint it names answers."""
    http = world.app.test_client()
    document: dict[str, Any] = json.loads(http.get(METADATA).data)
    OpenIDProviderMetadata(document).validate()
    assert document["issuer"] == ISSUER
    for name, address in document.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert http.get(address.removeprefix(ISSUER)).status_code != 404, name


def test_host_header_changes_nothing(world: World) -> None:
    """The issuer comes from the settings, whatever a request claims about its host."""
    http = world.app.test_client()
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    assert b"evil" not in http.get(METADATA, headers=headers).data
    browser = world.browser()
    browser.sign_in(world.account())
    response = browser.http.get(attempt().address, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in response.headers["Location"]


def test_documents_have_etags(world: World) -> None:
    """A client that has the document gets 304, and may keep it for a while."""
    http = world.app.test_client()
    for path in (METADATA, "/jwks"):
        first = http.get(path)
        assert "max-age" in first.headers["Cache-Control"]
        again = http.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_key_set_holds_public_halves_only(world: World) -> None:
    """No private member is ever published, and each key says its algorithm and use."""
    keys = json.loads(world.app.test_client().get("/jwks").data)["keys"]
    assert len({key["kid"] for key in keys}) == 4
    for key in keys:
        assert not {"d", "p", "q", "dp", "dq", "qi", "k"} & set(key)
        assert key["use"] == "sig"
        assert key["alg"] in ("ES256", "RS256")


def test_rotation_overlaps(world: World, clock: FakeClock) -> None:
    """Tokens of the old key verify for two days, the next key was published before it signed, then the old one goes."""
    browser = world.browser()
    browser.sign_in(world.account())
    http, token = browser.http, browser.tokens()["id_token"]
    before = {key["kid"] for key in json.loads(http.get("/jwks").data)["keys"]}
    with world.database.begin() as connection:
        active = store.rotate(connection, world.sealer, "ES256", clock())
    world.provider.parts.keys.forget()
    assert active in before
    assert decoded(http, token)["iss"] == ISSUER
    fresh = browser.tokens()["id_token"]
    assert decoded(http, fresh)["iss"] == ISSUER
    assert before < {key["kid"] for key in json.loads(http.get("/jwks").data)["keys"]}
    clock.advance(hours=48)
    shown = {key["kid"] for key in json.loads(http.get("/jwks").data)["keys"]}
    assert active in shown
    assert len(before - shown) == 1
