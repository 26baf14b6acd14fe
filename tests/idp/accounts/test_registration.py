"""Registration and activation through the real pages, with the demo's rosters."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from idp.accounts import NewAccount
from idp.accounts.making import restore, suspend
from idp.organisations.rosters.csvfile import read_roster
from idp.organisations.rosters.table import write_entries
from shared.mail import MailMessage
from tests.idp.home import Browser, Home

SEEDS = Path(__file__).parents[3] / "deploy" / "demo" / "seeds"

STUDENT = {
    "username": "meili",
    "password": "abcd1234xyz",
    "password_again": "abcd1234xyz",
    "name": "王美麗",
    "surname": "WANG",
    "given_name": "MEI LI",
    "id_number": "440106200305170126",
    "birth_place": "廣東",
    "birth_date": "2003/5/17",
    "sex": "female",
    "travel_permit_number": "t25a00101",
    "phone": "0912345678",
    "extension": "",
    "email": "meili@example.tw",
}
REPORTER = {
    "username": "a01010000c",
    "password": "Abcd123!xyz",
    "password_again": "Abcd123!xyz",
    "name": "陳小明",
    "office_phone": "02-2388-9393",
    "security_question": "first_school",
    "security_answer": "示範國小",
    "email": "reporter@example.tw",
}


def fill_rosters(home: Home) -> None:
    """Takes the demo's rosters."""
    stores = home.house.stores
    for population, file in (("student", "students.csv"), ("agency", "agencies.csv")):
        registration = home.house.populations[population].registration
        assert registration is not None
        assert registration.roster is not None
        read = read_roster(SEEDS / file, registration.roster)
        assert read.faults == []
        with stores.database.begin() as connection:
            write_entries(connection, stores.sealer, registration.roster, read.rows, stores.clock())


@pytest.fixture
def filled(home: Home) -> Home:
    """An installation with both rosters."""
    fill_rosters(home)
    return home


def register(home: Home, population: str = "student", **values: str) -> Browser:
    """Fills in and sends a registration form."""
    browser = home.browser()
    browser.get(f"/register/{population}")
    browser.send(**({"student": STUDENT, "agency": REPORTER}[population] | values))
    return browser


def activation_path(home: Home) -> str:
    """The path of the link in the last mail."""
    found = re.search(r"http://localhost:8400(/activate/\S+)", home.mails()[-1].text)
    assert found is not None
    return found[1]


def accounts(home: Home) -> int:
    """How many accounts there are."""
    with home.house.stores.database.begin() as connection:
        return connection.scalar(text("SELECT count(*) FROM accounts")) or 0


def test_a_student_registers_activates_and_signs_in(any_home: Home) -> None:
    """Form, roster match, mail, button on the linked page, link to sign-in, and the password works."""
    fill_rosters(any_home)
    browser = register(any_home)
    assert "Registration succeeded" in browser.text
    assert "Activate the account by the mail" in browser.text
    signing = any_home.browser()
    signing.get("/sign-in/student")
    signing.send(username="meili", password=STUDENT["password"])
    assert "not activated yet" in signing.text
    elsewhere = any_home.browser()
    elsewhere.get(activation_path(any_home))
    assert "Press the button" in elsewhere.text
    elsewhere.send()
    assert "The account is active" in elsewhere.text
    assert 'href="/sign-in/student"' in (elsewhere.page.text if elsewhere.page else "")
    signing.send(username="meili", password=STUDENT["password"])
    assert signing.path == "/account", signing.text


def test_reading_the_linked_page_activates_nothing(filled: Home) -> None:
    """Mail scanners that open the link, even many times, leave the account waiting."""
    register(filled)
    path = activation_path(filled)
    for _ in range(3):
        assert filled.browser().get(path).status_code == 200
    with filled.house.stores.database.begin() as connection:
        assert connection.scalar(text("SELECT status FROM accounts")) == "pending"


def test_a_link_works_once(filled: Home) -> None:
    """Of twenty parallel buttons one activates; later visits are told that it was used."""
    register(filled)
    token = activation_path(filled).rpartition("/")[2]
    with ThreadPoolExecutor(10) as pool:
        used = list(pool.map(lambda _: filled.house.registering.activate(token), range(20)))
    assert used.count(True) == 1
    page = filled.browser().get(f"/activate/{token}")
    assert page.status_code == 410
    assert "used already" in page.text


def test_a_newer_link_replaces_the_older_and_links_run_out(filled: Home) -> None:
    """After "send again" the first link is dead; after a day the second is, too; each page says what to do."""
    register(filled)
    first = activation_path(filled)
    browser = filled.browser()
    browser.get("/register/student/again")
    browser.send(username="MeiLi")
    assert "Look into your mailbox" in browser.text
    second = activation_path(filled)
    assert first != second
    page = filled.browser().get(first)
    assert page.status_code == 410
    assert "newer activation mail" in page.text
    filled.clock.advance(hours=25)
    page = filled.browser().get(second)
    assert page.status_code == 410
    assert "/register/student/again" in page.text
    assert filled.browser().get("/activate/" + "x" * 43).status_code == 404


def test_sending_again_tells_nobody_who_is_there(filled: Home) -> None:
    """For an unknown and for a waiting name the page is the same; only the waiting one gets mail."""
    register(filled)
    before, pages = len(filled.mails()), []
    for username in ("nobody", "meili"):
        browser = filled.browser()
        browser.get("/register/student/again")
        browser.send(username=username)
        pages.append(browser.text)
    assert pages[0] == pages[1]
    assert len(filled.mails()) == before + 1


@pytest.mark.parametrize(
    "change",
    [
        {"name": "王美力"},
        {"birth_date": "2003-05-18"},
        {"travel_permit_number": "T25A00102"},
        {"id_number": "11010519491231002X", "birth_date": "1949-12-31"},
    ],
)
def test_who_is_not_on_the_roster_gets_no_account(filled: Home, change: dict[str, str]) -> None:
    """One differing value is enough: 「查無此學生資料」, and no account, no mail."""
    browser = register(filled, **change)
    assert browser.page is not None
    assert browser.page.status_code == 422
    assert "No student with these data was found" in browser.text
    chinese = filled.browser()
    chinese.get("/register/student")
    data = {**chinese.hidden(), **STUDENT, **change, "captcha": chinese.captcha(), "action": "continue"}
    page = chinese.client.post("/register/student", data=data, headers={"Accept-Language": "zh-TW"})
    assert "查無此學生資料" in page.text
    assert (accounts(filled), filled.mails()) == (0, [])


def test_faults_are_told_together_and_what_was_typed_is_kept(filled: Home) -> None:
    """Every field at fault is told at once; values stay, passwords do not; a refused mailbox is told with the reason."""
    browser = register(filled, email="meili@qq.com", password="short", surname="王", username="m")
    assert browser.page is not None
    for words in ("Mailboxes in mainland China", "Use at least 8 characters", "Use the letters A to Z", "4 to 30"):
        assert words in browser.text
    assert 'value="廣東"' in browser.page.text
    assert "short" not in browser.page.text.partition("<main")[2].replace("short-", "")
    assert accounts(filled) == 0


def test_wrong_captcha_registers_nobody(filled: Home) -> None:
    """Without the right characters nothing is looked up and nothing written."""
    browser = register(filled, captcha="?")
    assert "not those in the picture" in browser.text
    assert accounts(filled) == 0


def test_a_person_and_a_name_register_once(filled: Home) -> None:
    """A second registration of the same username, or of the same person under another, is told so."""
    register(filled)
    assert "an account with this username already" in register(filled).text
    assert "an account for this person already" in register(filled, username="meili2").text
    assert accounts(filled) == 1


def test_parallel_registrations_make_one_account(filled: Home) -> None:
    """A double click at two processes makes one account and one mail."""
    posts = []
    for app in (filled.app, filled.process()) * 2:
        browser = filled.browser(app)
        browser.get("/register/student")
        posts.append((browser, {**browser.hidden(), **STUDENT, "captcha": browser.captcha()}))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda post: post[0].client.post("/register/student", data=post[1]).status_code, posts))
    assert sorted(answers) == [303, 422, 422, 422]
    assert (accounts(filled), len(filled.mails())) == (1, 1)


def test_an_agency_registers_at_once(filled: Home) -> None:
    """A known agency code is shown with its name, and its account can be used without a mailed link."""
    browser = register(filled, "agency")
    assert "Registration succeeded" in browser.text
    assert "示範部綜合規劃司" in browser.text
    again = register(filled, "agency")
    assert "an account with this username already" in again.text
    assert "示範部綜合規劃司" in again.text
    assert "No agency has this code" in register(filled, "agency", username="Z99999999Z").text


def test_the_agency_name_is_looked_up(filled: Home) -> None:
    """The page's script asks for the name by the code; an unknown code gives none; too many questions are refused."""
    client = filled.browser().client
    assert client.get("/register/agency/roster?key=a01010000c").json == {"shown": "示範部綜合規劃司"}
    assert client.get("/register/agency/roster?key=Z99999999Z").json == {"shown": None}
    assert client.get("/register/student/roster?key=440106200305170126").json == {"shown": None}
    for _ in range(60):
        last = client.get("/register/agency/roster?key=x")
    assert last.status_code == 429


def test_personal_data_is_sealed_in_the_database(filled: Home) -> None:
    """Number, birth date, permit number, name and mail address stand nowhere in clear, nor does the roster."""
    register(filled)
    engine = filled.house.stores.database
    with engine.begin() as connection:
        tables = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        everything = json.dumps(
            [str(row) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"'))],
            ensure_ascii=False,
        )
    for secret in ("440106200305170126", "2003-05-17", "T25A00101", "王美麗", "meili@example.tw", "李建國"):
        assert secret not in everything
    assert "meili" in everything


def test_staff_cannot_register(home: Home) -> None:
    """A population without registration says so."""
    page = home.browser().get("/register/staff")
    assert page.status_code == 404
    assert 'id="error-page"' in page.text


def test_whoever_tries_out_others_data_learns_nothing_more(filled: Home) -> None:
    """After thirty misses from one address even the right data are not compared any more, for an hour."""
    new = NewAccount(filled.house.populations["student"], {**STUDENT, "birth_date": "2003-05-18"}, "192.0.2.1", "en")
    for _ in range(30):
        filled.house.registering.register(new)
    right = replace(new, values={**STUDENT, "birth_date": "2003-05-17"})
    refused = filled.house.registering.register(right)
    assert isinstance(refused, list)
    assert refused[0].fault.code == "too_many"
    assert accounts(filled) == 0
    filled.clock.advance(minutes=61)
    assert not isinstance(filled.house.registering.register(right), list)


def test_right_data_do_not_use_up_the_tries(filled: Home) -> None:
    """Forty reporters behind one address may register: a match is forgiven."""
    new = NewAccount(filled.house.populations["agency"], {**REPORTER, "username": "A01010000C"}, "192.0.2.1", "en")
    for _ in range(40):
        outcome = filled.house.registering.register(new)
    assert isinstance(outcome, list)
    assert outcome[0].fault.code == "username_taken"


def test_an_unknown_name_costs_the_work_of_a_waiting_one(filled: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail is rendered and sealed for unknown names too, and thrown away, so that time tells nothing."""
    register(filled)
    rendered: list[str] = []
    honest = MailMessage.render
    monkeypatch.setattr(
        MailMessage, "render", lambda self, language: rendered.append(self.name) or honest(self, language)
    )
    before, student = len(filled.mails()), filled.house.populations["student"]
    for username in ("nobody", "meili"):
        filled.house.registering.send_again(student, username)
    assert rendered == ["activation", "activation"]
    assert len(filled.mails()) == before + 1


def test_a_suspension_outlives_the_activation_link(filled: Home) -> None:
    """The link of a suspended account says so and stays good; undoing the suspension activates nobody."""
    register(filled)
    stores, path = filled.house.stores, activation_path(filled)
    assert suspend(stores, filled.house.sessions, "student", "meili")
    assert "suspended" in filled.browser().get(path).text
    assert not filled.house.registering.activate(path.removeprefix("/activate/"))
    assert restore(stores, "student", "meili")
    assert not restore(stores, "student", "meili")
    signing = filled.browser()
    signing.get("/sign-in/student")
    assert "not activated yet" in signing.send(username="meili", password=STUDENT["password"]).text
    assert filled.house.registering.activate(path.removeprefix("/activate/"))


def test_the_confirmation_opens_in_its_own_browser_only(filled: Home) -> None:
    """Its address, found in a history or a log, shows nobody else the name and mail address."""
    browser = register(filled)
    assert "meili@example.tw" in browser.get(browser.path).text
    stranger = filled.browser()
    assert stranger.get(browser.path).status_code == 410


def test_an_empty_form_is_told_everything_at_once(filled: Home) -> None:
    """Every required field stands in one list, not in one round after the other."""
    browser = register(filled, **dict.fromkeys(STUDENT, ""))
    html = browser.page.text if browser.page else ""
    required = set(STUDENT) - {"extension", "sex"}
    assert {name for name in required if f'href="#{name}"' in html} == required
    assert accounts(filled) == 0
