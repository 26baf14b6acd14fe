"""The main job, from registration to the signed permit, in both languages, on a phone and at a desk."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from tests.e2e import paths
from tests.e2e.conftest import LANGUAGES, WIDTHS
from tests.e2e.people import Student, students
from tests.e2e.person import Person

# Students whose permits qualify, one for each combination, so that the tests do not depend on each other.
CAST = dict(zip([(language, width) for language in LANGUAGES for width in WIDTHS], (0, 2, 5, 6), strict=True))


@pytest.mark.parametrize(("language", "width"), list(CAST))
def test_from_registration_to_permit(person: Callable[..., Person], tmp_path: Path, language: str, width: int) -> None:
    """A student registers, applies and pays; an officer approves; the documents are signed and can be verified."""
    student = students()[CAST[language, width]]
    applicant, officer = person(language, width), person(language, width)
    demo = applicant.demo

    paths.register(applicant, student)
    paths.activate(applicant, student)
    paths.sign_in_student(applicant, student.username)
    assert applicant.page.url == f"{demo.plan.address('caseportal')}/todo"

    paths.begin_application(applicant, student.permit_number)
    paths.fill_application(applicant, tmp_path)
    number = paths.submit(applicant)
    assert number.startswith("115")
    demo.mail(student.email, number)

    paths.sign_in_officer(officer)
    paths.approve(officer, number)
    demo.mail(student.email, "/payments")

    paths.pay(applicant)
    permit = paths.download(applicant, "permits", number, tmp_path)
    receipt = paths.download(applicant, "receipts", number, tmp_path)
    _check_document(permit, student, number)
    _check_document(receipt, student, number)

    address = _verification_address(permit)
    stranger = person(language, width)
    stranger.open(address)
    assert number in stranger.text
    assert student.id_number not in stranger.page.content()


def _check_document(file: Path, student: Student, number: str) -> None:
    """The text is there, and poppler finds the signature valid over the whole document."""
    document = pypdfium2.PdfDocument(file)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert number in text
    assert student.name in text
    verdict = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in verdict
    assert "Total document signed" in verdict


def _verification_address(file: Path) -> str:
    """What the QR code of a document says."""
    document = pypdfium2.PdfDocument(file)
    found = [code.text for page in document for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    document.close()
    addresses = [text for text in found if re.search(r"/verify/", text)]
    assert addresses
    return addresses[0]
