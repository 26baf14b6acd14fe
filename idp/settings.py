"""The settings of the identity provider, section `[idp]`; the docstrings below become the operator's documentation."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings

_REPOSITORY = Path(__file__).parent.parent


class IdpSettings(ServiceSettings):
    """What the identity provider needs to know beside what every service does."""

    model_config = SettingsConfigDict(env_prefix="GATEHOUSE_IDP_")

    population_folders: list[Path] = Field(default_factory=list)
    """Folders with populations of this installation's own (`*.toml`), beside the shipped ones."""

    portal_urls: dict[str, str] = Field(default_factory=dict)
    """Where people of a population go after they activated their account: the sign-in address of their portal, by
    population. Nothing: our own sign-in page."""

    roster: str = "table"
    """The roster plug-in (entry points `gatehouse.rosters`) that registration asks."""

    build_dir: Path = _REPOSITORY / "build"
    """Folder of made parts: style sheet, scripts of the page library, CAPTCHA recordings (`captcha-voices/`)."""

    outbound_exceptions: list[str] = Field(default_factory=list)
    """Origins such as `http://localhost:8500` that may be called although they are not https or not public: for portals
    on this machine or in this network that want back-channel logout."""

    @property
    def captcha_voices(self) -> Path:
        """Folder of the digit recordings."""
        return self.build_dir / "captcha-voices"
