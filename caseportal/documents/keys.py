"""Where the signing key is. Loads nothing that signs: `caseportal.documents.signing` does, in the rendering processes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from caseportal.documents.settings import DocumentSettings, HsmKey

KEY_FILE: Final = "key.pem"
CERTIFICATE_FILE: Final = "certificate.pem"
CHAIN_FILE: Final = "chain.pem"


class SigningKeyError(Exception):
    """There is no usable signing key; the text says to the operator which file or token is at fault."""


@dataclass(frozen=True)
class SigningKey:
    """Where the key is: a folder with three files, or a token together with the folder of the chain."""

    folder: Path
    hsm: HsmKey | None = None

    @classmethod
    def of(cls, settings: DocumentSettings, home: Path) -> "SigningKey":
        """Take the key that the settings name; `home` is the installation's home folder."""
        return cls(home / settings.keys, settings.hsm)
