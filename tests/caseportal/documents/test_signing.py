"""Signatures: PAdES B-B that pyHanko and poppler accept, broken by one changed byte, by a key in a file or in a token."""

import io
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from caseportal.documents.demokeys import make_demo_keys
from caseportal.documents.keys import CHAIN_FILE, KEY_FILE, SigningKey, SigningKeyError
from caseportal.documents.rendering import render
from caseportal.documents.settings import HsmKey
from caseportal.documents.signing import sign
from tests.caseportal.documents.contents import RECEIPT

SOFTHSM_MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")


@pytest.fixture(scope="module")
def unsigned(fonts: Path) -> bytes:
    """A receipt without a signature."""
    return render(RECEIPT, fonts)


def assert_trusted(document: bytes, chain: Path) -> None:
    """pyHanko finds one intact, trusted signature over the whole document, in the PAdES form."""
    roots = list(load_certs_from_pemder([str(chain)]))
    (signature,) = PdfFileReader(io.BytesIO(document)).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.bottom_line
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_the_signature_is_trusted_and_covers_everything(unsigned: bytes, signing_key: SigningKey) -> None:
    """A signed document validates against the demo authority."""
    assert_trusted(sign(unsigned, signing_key, RECEIPT.number), signing_key.folder / CHAIN_FILE)


def test_poppler_says_the_same(unsigned: bytes, signing_key: SigningKey, tmp_path: Path) -> None:
    """`pdfsig` finds the signature valid and the total document signed."""
    file = tmp_path / "receipt.pdf"
    file.write_bytes(sign(unsigned, signing_key, RECEIPT.number))
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_one_changed_byte_breaks_it(unsigned: bytes, signing_key: SigningKey) -> None:
    """A flipped bit inside the signed range is noticed."""
    signed = bytearray(sign(unsigned, signing_key, RECEIPT.number))
    signed[len(unsigned) // 2] ^= 1
    (signature,) = PdfFileReader(io.BytesIO(bytes(signed)), strict=False).embedded_signatures
    context = ValidationContext(trust_roots=[], allow_fetching=False)
    assert not validate_pdf_signature(signature, context).intact


def test_a_missing_key_is_told(unsigned: bytes, tmp_path: Path) -> None:
    """Without a key the operator reads which file is missing."""
    with pytest.raises(SigningKeyError, match=KEY_FILE):
        sign(unsigned, SigningKey(tmp_path), RECEIPT.number)


def test_demo_keys_are_made_once_and_kept_private(tmp_path: Path) -> None:
    """A second start keeps the key of the first, and only its owner can read it."""
    assert make_demo_keys(tmp_path, datetime.now(UTC))
    first = (tmp_path / KEY_FILE).read_bytes()
    assert not make_demo_keys(tmp_path, datetime.now(UTC))
    assert (tmp_path / KEY_FILE).read_bytes() == first
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o077 == 0


def test_a_key_in_a_token_signs_too(
    unsigned: bytes, signing_key: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that lives in a PKCS#11 token (SoftHSM) gives a signature that validates the same way."""
    (tmp_path / "tokens").mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    tool = shutil.which("softhsm2-util")
    assert tool, "SoftHSM is part of the test set-up"
    environment = {**os.environ, "SOFTHSM2_CONF": str(configuration)}
    token = ["--token", "papers", "--pin", "1234"]
    for arguments in (
        ["--init-token", "--free", "--label", "papers", "--so-pin", "5678", "--pin", "1234"],
        ["--import", str(signing_key.folder / KEY_FILE), *token, "--label", "issuer", "--id", "01"],
    ):
        subprocess.run([tool, *arguments], check=True, env=environment, capture_output=True)
    shutil.copytree(signing_key.folder, tmp_path / "public")
    (tmp_path / "public" / KEY_FILE).unlink()
    hsm = HsmKey(module=SOFTHSM_MODULE, token="papers", pin="1234", key_label="issuer")
    signed = sign(unsigned, SigningKey(tmp_path / "public", hsm), RECEIPT.number)
    assert_trusted(signed, signing_key.folder / CHAIN_FILE)


def test_a_missing_token_is_told(unsigned: bytes, signing_key: SigningKey) -> None:
    """A token that cannot be opened is named, without its PIN."""
    hsm = HsmKey(module=Path("/nowhere.so"), token="papers", pin="1234", key_label="k")
    with pytest.raises(SigningKeyError, match="papers") as fault:
        sign(unsigned, SigningKey(signing_key.folder, hsm), RECEIPT.number)
    assert "1234" not in str(fault.value)
