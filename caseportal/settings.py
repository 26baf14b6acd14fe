"""Settings of the case portal; the attribute docstrings are the operator's documentation."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from caseportal.documents.settings import DocumentSettings
from caseportal.payments.settings import PaymentSettings
from shared.settings import ServiceSettings

SECTION = "caseportal"
"""The section of `settings.toml`."""


class PortalSettings(ServiceSettings):
    """What the case portal needs to know beside what every service does."""

    model_config = SettingsConfigDict(
        env_prefix="GATEHOUSE_CASEPORTAL_", use_attribute_docstrings=True, frozen=True, extra="forbid"
    )

    issuer: str
    """Issuer of the identity provider, exactly as its discovery document says."""

    client_id: str
    """Name under which this portal is registered at the identity provider."""

    client_secret: SecretStr
    """Secret of that registration."""

    applicant_population: str = "student"
    """Population of the accounts that apply."""

    officer_population: str = "staff"
    """Population of the accounts of officers and supervisors."""

    case_type_folders: list[Path] = Field(default_factory=list)
    """Folders with further case type files, beside the shipped ones."""

    attachment_folder: Path | None = None
    """Folder of uploaded files; `attachments` in the home folder if not set."""

    file_workers: int = Field(default=2, ge=1, le=32)
    """Child processes that open uploaded files."""

    documents: DocumentSettings = DocumentSettings()
    """Permits and receipts: authority, fonts, signing key, workers."""

    gateways: dict[str, dict[str, SecretStr]] = Field(default_factory=dict)
    """Payment gateways by name, each with its own settings (see the gateway's documentation). One without its settings
    is not offered."""

    @field_validator("issuer")
    @classmethod
    def _plain_issuer(cls, value: str) -> str:
        if not value.startswith(("https://", "http://localhost", "http://127.0.0.1")):
            raise ValueError("must be https (http on loopback only)")
        return value.rstrip("/")

    @property
    def attachments(self) -> Path:
        """Where uploaded files are kept."""
        return self.attachment_folder or self.home / "attachments"

    @property
    def document_storage(self) -> Path:
        """Where finished documents are kept."""
        return self.home / "documents"

    @property
    def payment_settings(self) -> PaymentSettings:
        """The settings of payments."""
        return PaymentSettings(gateways=self.gateways)
