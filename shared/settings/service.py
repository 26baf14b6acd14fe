"""The settings that every service of the house has."""

from __future__ import annotations

from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.sealing import Sealer, decode_key

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class ServiceSettings(BaseSettings):
    """What identity provider and case portal both need to know. Subclasses set `env_prefix`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True, frozen=True, extra="forbid")

    home: Path
    """Folder that holds this installation's state: databases, files, made keys."""

    build_dir: Path = Path(__file__).parents[2] / "build"
    """Folder of the parts made at set-up: style sheet, scripts, fonts, voices of the CAPTCHA."""

    base_url: str
    """Address under which people and portals reach this service, without a slash at the end. Links in mails, cookies and the
    issuer come from it, never from a request. Plain http is allowed on loopback only."""

    database_url: str
    """Database: `sqlite:////path/file.db` or `postgresql://user:password@host/name`."""

    expiring_url: str | None = None
    """Store of short-lived state (journeys, counters): `redis://host:6379/0`, or nothing for the database's own engine."""

    sealing_keys: list[str]
    """Keys that encrypt personal data, as `id:base64url` (32 bytes each). The first seals, all open. Losing them loses the data."""

    index_key: SecretStr
    """Key of blind indexes and token digests, base64url, 32 bytes. It cannot be changed without computing every index anew."""

    mail_url: str
    """Mail server: `smtp://[user:password@]host:port`, or `smtps://` for TLS from the first byte."""

    mail_from: str = "gatehouse@example.gov.tw"
    """Sender address of every mail."""

    demo: bool = False
    """Marks the demo: banner on every page, made-up people. Refused unless the service is on loopback."""

    log_json: bool = True
    """Log lines as JSON; off gives coloured text for a terminal."""

    trusted_proxies: list[str] = Field(default_factory=list)
    """Addresses of reverse proxies whose forwarding headers are believed. Nobody else's are."""

    @field_validator("base_url")
    @classmethod
    def _proper_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be an http or https address")
        if parts.path:
            raise ValueError("must have no path and no slash at the end")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
            raise ValueError("plain http is allowed on loopback only; use https")
        return value

    @model_validator(mode="after")
    def _safe_to_start(self) -> Self:
        if self.demo and urlsplit(self.base_url).hostname not in LOOPBACK_HOSTS:
            raise ValueError("demo mode is refused outside loopback")
        self.sealer()
        keys = [decode_key(self.index_key.get_secret_value())]
        keys += [decode_key(entry.partition(":")[2]) for entry in self.sealing_keys]
        if len(set(keys)) < len(keys):
            raise ValueError("index_key and each of sealing_keys must be keys of their own")
        return self

    def sealer(self) -> Sealer:
        """The sealer made of this installation's keys."""
        return Sealer(self.sealing_keys, self.index_key.get_secret_value())

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, whose values come in as arguments."""
        return env_settings, init_settings
