"""What the sample portal needs to know, and what it registers itself with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.sealing import Sealer

CALLBACK_PATH = "/callback"
SIGNED_OUT_PATH = "/signed-out"
BACKCHANNEL_PATH = "/backchannel-logout"
POPULATIONS = ("agency", "staff")
"""Who may enter: reporters of the agencies, and staff who read the reports."""
SCOPES = ("openid", "profile", "email", "population")


@dataclass(frozen=True)
class SamplePortalSettings:
    """Settings of one sample portal. Addresses have no slash at the end; `build_dir` holds the made style sheet."""

    base_url: str
    issuer: str
    client_id: str
    client_secret: str
    sealer: Sealer
    build_dir: Path
    authority: Path | None = None
    """Certificate authority that the identity provider's certificate comes from; nothing: the system's."""


def client_registration(base_url: str, client_id: str, client_secret: str) -> dict[str, Any]:
    """The registration that the identity provider needs, with the names of `gatehouse client add --from`."""
    return {
        "client_id": client_id,
        "secret": client_secret,
        "name": {"zh": "機關學校赴大陸地區人員統計", "en": "Statistics of visits to mainland China"},
        "populations": list(POPULATIONS),
        "trusted": True,
        "redirect_uris": [base_url + CALLBACK_PATH],
        "post_logout_redirect_uris": [base_url + SIGNED_OUT_PATH],
        "backchannel_logout_uri": base_url + BACKCHANNEL_PATH,
        "home_uri": base_url + "/",
        "scopes": list(SCOPES),
    }
