"""The ways through the demo that several tests walk, page by page."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image

from tests.e2e.people import PASSWORD, Student, demo_person
from tests.e2e.person import Person
from tests.e2e.running import wait_for


def register(person: Person, student: Student) -> None:
    """Fills in the registration form and sends it."""
    person.open(f"{person.demo.plan.address('idp')}/register/student")
    person.fill(
        username=student.username,
        password=PASSWORD,
        password_again=PASSWORD,
        name=student.name,
        surname=student.surname,
        given_name=student.given_name,
        id_number=student.id_number,
        birth_place=student.birth_place,
        birth_date=student.birth_date,
        sex=student.sex,
        travel_permit_number=student.travel_permit_number,
        phone="0912345678",
        email=student.email,
    )
    person.solve_captcha()
    person.press()


def activate(person: Person, student: Student) -> None:
    """Opens the link of the activation mail and presses its button."""
    mail = person.demo.mail(student.email, "/activate/")
    link = re.search(r"http\S+/activate/\S+", mail["text"])
    assert link
    person.open(link[0])
    person.press()


def sign_in_student(person: Person, username: str, password: str = PASSWORD) -> None:
    """From the case portal through the identity provider to the to-do page."""
    person.open(f"{person.demo.plan.address('caseportal')}/todo")
    person.fill(username=username, password=password)
    person.solve_captcha()
    person.press()


def give_mailed_code(person: Person, email: str) -> None:
    """Reads the code of the newest mail whose reference letters are on the page, and gives it."""
    reference = re.search(r"\b[A-Z]{6}\b", person.text)
    assert reference
    mail = person.demo.mail(email, reference[0])
    code = re.search(r"\b\d{8}\b", mail["text"])
    assert code
    person.fill(code=code[0])
    if person.page.locator("input[name=captcha]").count():
        person.solve_captcha()
    person.press()


def sign_in_officer(person: Person, key: str = "officer") -> None:
    """With password and mailed code to the queue."""
    officer = demo_person(key)
    person.open(f"{person.demo.plan.address('caseportal')}/officers/queue")
    person.fill(username=officer.username, password=officer.password)
    if person.page.locator("input[name=captcha]").count():
        person.solve_captcha()
    person.press()
    give_mailed_code(person, officer.email)


def sign_in_reporter(person: Person) -> None:
    """With password, CAPTCHA and mailed code to the sample agency portal."""
    reporter = demo_person("reporter")
    person.open(f"{person.demo.plan.address('statistics')}/")
    person.follow("main a.govuk-button")
    person.fill(username=reporter.username, password=reporter.password)
    person.solve_captcha()
    person.press()
    give_mailed_code(person, reporter.email)


def make_picture(folder: Path, name: str = "photo.jpg") -> Path:
    """A picture to upload."""
    file = folder / name
    image = Image.new("RGB", (413, 531), (214, 226, 232))
    image.paste((70, 90, 110), (110, 330, 303, 531))
    image.paste((222, 190, 165), (140, 120, 273, 330))
    image.save(file)
    return file


ANSWERS: dict[str, dict[str, str]] = {
    "application": {"qualification": "general", "returning": "no"},
    "applicant": {},
    "studies": {},
    "contact": {"taiwan_phone": "0912345678"},
    "father": {"father_status": "living", "father_name": "王大明", "father_birth_date": "1970-01-02"},
    "mother": {"mother_status": "deceased", "mother_name": "林小芬"},
    "guarantor": {"guarantor_kind": "school", "guarantor_phone": "02-33663366"},
    "statement": {"statement": "never"},
}


def begin_application(person: Person, permit_number: str) -> None:
    """From the to-do page over the declaration to the number of the present permit."""
    person.open(f"{person.demo.plan.address('caseportal')}/apply/multi_entry")
    person.fill(agree="y")
    person.press()
    person.fill(permit_number=permit_number)
    person.press()


def fill_application(person: Person, folder: Path) -> None:
    """Every page of the form and the files, in the order in which they come, up to the answers to be checked."""
    picture = str(make_picture(folder))
    for _ in range(len(ANSWERS) + 1):
        key = person.page.url.rsplit("/", 1)[1]
        if key == "files":
            for item in ("photo", "single_permit", "travel_permit"):
                person.page.locator(f"[name=file_{item}]").set_input_files(picture)
        else:
            person.fill(**ANSWERS[key])
        person.press()
    assert person.page.url.endswith("/check")


def submit(person: Person) -> str:
    """Sends the checked application; gives its receipt number."""
    person.press()
    number = re.search(r"\b\d{12}\b", person.text)
    assert number
    return number[0]


def approve(officer: Person, receipt_number: str) -> None:
    """Finds the case in the queue, claims it and approves it."""
    officer.open(f"{officer.demo.plan.address('caseportal')}/officers/queue")
    officer.follow(f"a:has-text('{receipt_number}')")
    officer.press("claim")
    officer.press("approve")


def pay(person: Person) -> None:
    """From the to-do page over breakdown and method to the gateway's card form and back."""
    person.open(f"{person.demo.plan.address('caseportal')}/payments")
    person.follow("main form button")
    person.follow("main a.govuk-button")
    person.fill(method="credit_card")
    person.press()
    person.page.wait_for_url("**/gateway/order/**")
    person.look()
    person.fill(card_number="4311 9522 2222 2222", card_expiry="12/30", card_code="222")
    person.press()
    person.page.wait_for_url(f"{person.demo.plan.address('caseportal')}/**")
    person.look()


def download(person: Person, kind: str, receipt_number: str, folder: Path) -> Path:
    """Waits for the document to be made, then saves it from its download page."""

    def link() -> bool:
        person.open(f"{person.demo.plan.address('caseportal')}/documents/{kind}")
        return person.page.locator(f"tr:has-text('{receipt_number}') a[href*='/file']").count() > 0

    wait_for(f"the {kind} to be made", link, 90)
    href = person.page.locator(f"tr:has-text('{receipt_number}') a[href*='/file']").first.get_attribute("href")
    answer = person.context.request.get(f"{person.demo.plan.address('caseportal')}{href}")
    assert answer.ok
    file = folder / f"{kind}.pdf"
    file.write_bytes(answer.body())
    return file
