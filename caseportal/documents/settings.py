"""Settings of documents: fonts, workers, the signing key."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from shared.i18n import LocalisedText


class HsmKey(BaseModel):
    """A signing key in a PKCS#11 token."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    module: Path
    """The token's PKCS#11 library."""
    token: str
    """Label of the token."""
    pin: SecretStr
    """PIN of the token's user."""
    key_label: str
    """Label of the private key; its certificate stands in certificate.pem."""


class DocumentSettings(BaseModel):
    """What permits and receipts need to know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    issuer: LocalisedText = LocalisedText(zh="內政部移民署", en="National Immigration Agency")
    """The authority that permits and receipts name."""
    fonts: Path | None = None
    """Folder with NotoSansTC-Regular.ttf and NotoSansTC-Bold.ttf; `fonts` in `build_dir` if not set."""
    keys: Path = Path("document-keys")
    """Folder with the signing key and its certificates: key.pem, certificate.pem, chain.pem; a relative one is below the
    home folder. The demo makes its own."""
    hsm: HsmKey | None = None
    """A key in a PKCS#11 token, in place of key.pem."""
    workers: int = Field(default=1, ge=1, le=16)
    """Processes that render."""
    time_limit: float = Field(default=60.0, gt=0)
    """Seconds that one document may take before its process is ended and the job is put back."""
    validity_days: int = Field(default=730, ge=1, le=3650)
    """How many days a permit is valid."""
