"""Signatures under documents: PAdES B-B (ETSI EN 319 142-1) by pyHanko, with a key from files or from a PKCS#11 token."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys import load_cert_from_pemder, load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from caseportal.documents.keys import CERTIFICATE_FILE, CHAIN_FILE, KEY_FILE, SigningKey, SigningKeyError

FIELD_NAME: Final = "Issuer"


def sign(document: bytes, key: SigningKey, reason: str) -> bytes:
    """Give the document with an invisible signature of its issuer, after which no change is permitted.

    Blocks for 20 to 120 ms: call it in a worker process. Raises SigningKeyError when there is no key.
    """
    with _signer(key) as signer:
        target = io.BytesIO()
        signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(document)),
            signers.PdfSignatureMetadata(
                field_name=FIELD_NAME,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                reason=reason,
                certify=True,
                docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            ),
            signer=signer,
            output=target,
        )
        return target.getvalue()


@contextmanager
def _signer(key: SigningKey) -> Iterator[Any]:
    """The signer of pyHanko; a token's session is closed afterwards, since each worker signs one document at a time."""
    if key.hsm is None:
        yield _signer_of_files(key.folder)
        return
    hsm = key.hsm
    try:
        session = open_pkcs11_session(
            str(hsm.module), token_criteria=TokenCriteria(label=hsm.token), user_pin=hsm.pin.get_secret_value()
        )
    except Exception as error:  # the module raises classes of its own, none with a common base
        raise SigningKeyError(f"the token {hsm.token!r} cannot be opened: {type(error).__name__}") from error
    with session:
        yield PKCS11Signer(
            session,
            signing_cert=_certificate(key.folder),
            key_label=hsm.key_label,
            ca_chain=_chain(key.folder),
            use_raw_mechanism=True,
        )


def _signer_of_files(folder: Path) -> Any:
    for name in (KEY_FILE, CERTIFICATE_FILE):
        if not (folder / name).is_file():
            raise SigningKeyError(f"{folder / name} is missing")
    signer = signers.SimpleSigner.load(  # type: ignore[no-untyped-call]  # pyHanko has no types here
        str(folder / KEY_FILE),
        str(folder / CERTIFICATE_FILE),
        other_certs=_chain(folder),
    )
    if signer is None:
        raise SigningKeyError(f"{folder / KEY_FILE} and {CERTIFICATE_FILE} cannot be read")
    return signer


def _certificate(folder: Path) -> Any:
    file = folder / CERTIFICATE_FILE
    if not file.is_file():
        raise SigningKeyError(f"{file} is missing")
    return load_cert_from_pemder(str(file))  # type: ignore[no-untyped-call]  # pyHanko has no types here


def _chain(folder: Path) -> list[Any]:
    file = folder / CHAIN_FILE
    return list(load_certs_from_pemder([str(file)])) if file.is_file() else []  # type: ignore[no-untyped-call]  # pyHanko has no types here
