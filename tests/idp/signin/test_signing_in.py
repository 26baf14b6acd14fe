"""Signing in through the real pages, on every kind of store."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from idp.accounts.making import suspend
from idp.policies import Channel, Evidence
from tests.idp.home import ISSUED, Browser, Home


def shown_letters(browser: Browser) -> str:
    """The reference letters on the page."""
    assert browser.page is not None
    found = re.search(r'id="reference-letters">(\w+)<', browser.page.text)
    assert found is not None
    return found[1]


def mailed_digits(home: Home) -> str:
    """The digits in the last mail."""
    found = re.search(r"\b\d{8}\b", home.mails()[-1].text)
    assert found is not None
    return found[0]


def at_the_code(home: Home) -> Browser:
    """A browser of a reporter who has passed the password."""
    browser = home.browser()
    browser.get("/sign-in/agency")
    browser.send(username="A01010000C", password=ISSUED["agency"])
    assert browser.path.endswith("/emailcode"), browser.text
    return browser


def test_student_signs_in_with_password_and_captcha(any_home: Home) -> None:
    """A student types name, password and CAPTCHA once, in whatever spelling, and lands on the signed-in page."""
    any_home.account("student", "meili")
    browser = any_home.browser()
    assert browser.get("/sign-in/student").status_code == 200
    assert browser.path.endswith("/password")
    browser.send(username="ＭeiLi ", password=ISSUED["student"])
    assert browser.path == "/account", browser.text
    assert "王美麗" in browser.text


def test_agency_signs_in_with_mailed_code(any_home: Home) -> None:
    """A reporter gets a mail with the page's letters, types its digits and a new CAPTCHA, and the password only once."""
    any_home.account("agency", "A01010000C")
    browser = at_the_code(any_home)
    assert browser.page is not None
    assert 'name="password"' not in browser.page.text
    letters, mail = shown_letters(browser), any_home.mails()[-1]
    assert len(letters) == 6
    assert letters in mail.subject
    assert letters in mail.text
    assert mailed_digits(any_home) in mail.html
    browser.send(code=mailed_digits(any_home))
    assert browser.path == "/account", browser.text
    assert "signed in" in any_home.mails()[-1].subject or "登入通知" in any_home.mails()[-1].subject


def test_staff_need_no_captcha(home: Home) -> None:
    """Staff sign in with password and code; neither page asks for a CAPTCHA, and no notice is mailed."""
    home.account("staff", "officer1", roles=("officer",))
    browser = home.browser()
    browser.get("/sign-in/staff")
    assert "captcha_id" not in browser.hidden()
    browser.send(username="officer1", password=ISSUED["staff"])
    browser.send(code=mailed_digits(home))
    assert browser.path == "/account", browser.text
    assert len(home.mails()) == 1


def test_wrong_password_and_unknown_name_look_the_same(home: Home) -> None:
    """Words, status and cookies are the same whether the account exists or not."""
    home.account("student", "meili")
    seen = []
    for username in ("meili", "nobody"):
        browser = home.browser()
        browser.get("/sign-in/student")
        page = browser.send(username=username, password="wrong1234")
        cookies = sorted(name for name, _value in page.headers if name == "Set-Cookie")
        seen.append((page.status_code, browser.text.replace(username, "NAME"), cookies))
    assert seen[0] == seen[1]
    assert seen[0][0] == 422
    assert "The username or the password is not right." in seen[0][1]


def test_errors_are_told_in_the_title_and_names_are_kept(home: Home) -> None:
    """A refused form begins its title with "Error:", keeps the username and never the password or the characters."""
    browser = home.browser()
    browser.get("/sign-in/student")
    page = browser.send(username="meili", password="wrong1234")
    assert page.text.partition("<title")[2].partition("</title>")[0].find("Error:") > 0
    assert 'value="meili"' in page.text
    assert "wrong1234" not in page.text


def test_wrong_captcha_costs_no_try(home: Home) -> None:
    """A wrong CAPTCHA is told beside its field; the password is not even compared."""
    home.account("student", "meili")
    browser = home.browser()
    browser.get("/sign-in/student")
    for _ in range(7):
        page = browser.send(username="meili", password="wrong1234", captcha="?")
        assert page.status_code == 422
        assert "not those in the picture" in browser.text
    browser.send(username="meili", password=ISSUED["student"])
    assert browser.path == "/account"


def test_five_wrong_passwords_close_the_door(home: Home) -> None:
    """After five wrong passwords even the right one waits fifteen minutes, and an unknown name is told the same."""
    home.account("student", "meili")
    for username in ("meili", "nobody"):
        browser = home.browser()
        browser.get("/sign-in/student")
        for _ in range(5):
            browser.send(username=username, password="wrong1234")
        page = browser.send(username=username, password=ISSUED["student"])
        assert page.status_code == 429
        assert "closed for 15 minutes" in browser.text
    home.clock.advance(minutes=16)
    browser = home.browser()
    browser.get("/sign-in/student")
    browser.send(username="meili", password=ISSUED["student"])
    assert browser.path == "/account"


def test_five_wrong_codes_void_the_code(home: Home) -> None:
    """The fifth wrong code voids it, and the account's door closes for codes."""
    home.account("agency", "A01010000C")
    browser = at_the_code(home)
    right = mailed_digits(home)
    wrong = "00000000" if right != "00000000" else "11111111"
    for left in (4, 3, 2, 1):
        page = browser.send(code=wrong)
        assert page.status_code == 422
        assert f"Tries left: {left}" in browser.text
    browser.send(code=wrong)
    assert "is void" in browser.text
    assert browser.send(code=right).status_code == 429


def test_a_newer_code_voids_the_older(home: Home) -> None:
    """After "send again" the old digits are wrong, the new ones right, and both letters differ."""
    home.account("agency", "A01010000C")
    browser = at_the_code(home)
    letters, old = shown_letters(browser), mailed_digits(home)
    browser.send(action="again")
    assert "just been sent" in browser.text
    home.clock.advance(seconds=31)
    browser.send(action="again")
    assert shown_letters(browser) != letters
    assert browser.send(code=old).status_code == 422
    browser.send(code=mailed_digits(home))
    assert browser.path == "/account"


def test_a_code_is_good_for_ten_minutes(home: Home) -> None:
    """After ten minutes the page says that the code is over, and refuses it."""
    home.account("agency", "A01010000C")
    browser = at_the_code(home)
    digits = mailed_digits(home)
    home.clock.advance(minutes=10, seconds=1)
    browser.get(browser.path)
    assert "time of this code is over" in browser.text
    assert browser.send(code=digits).status_code == 422


def test_a_code_of_another_browser_is_worth_nothing(home: Home) -> None:
    """The digits mailed for one journey do not open another journey of the same account, nor the journey elsewhere."""
    home.account("agency", "A01010000C")
    first, second = at_the_code(home), at_the_code(home)
    del second
    stolen = re.search(r"\b\d{8}\b", home.mails()[-1].text)
    assert stolen is not None
    assert first.send(code=stolen[0]).status_code == 422
    elsewhere = home.browser()
    page = elsewhere.get(first.path)
    assert page.status_code == 410
    assert 'id="error-page"' in page.text


def test_steps_cannot_be_skipped(home: Home) -> None:
    """A later step's address, an unknown step, an empty POST: a page that helps, and nothing moved."""
    home.account("agency", "A01010000C")
    browser = home.browser()
    browser.get("/sign-in/agency")
    first = browser.path
    for step in ("emailcode", "pigeon"):
        page = browser.client.get(first.replace("password", step))
        assert page.status_code == 409
        assert 'id="error-page"' in page.text
        assert browser.client.post(first.replace("password", step), data={"code": "12345678"}).status_code == 409
    assert browser.client.post(first, data={}).status_code == 422
    assert browser.get(first.removesuffix("/password")).status_code == 200
    assert browser.path == first
    assert home.mails() == []


def test_a_form_of_another_site_is_refused(home: Home) -> None:
    """Right answers without our token, or from another site, move nothing."""
    home.account("student", "meili")
    browser = home.browser()
    browser.get("/sign-in/student")
    right = {"username": "meili", "password": ISSUED["student"]}
    assert browser.send(**right, csrf_token="forged").status_code == 422
    browser.get(browser.path)
    data = {**browser.hidden(), **right, "captcha": browser.captcha()}
    page = browser.client.post(browser.path, data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 400


def test_an_old_journey_is_over(home: Home) -> None:
    """After thirty minutes the page says so and where to begin again."""
    browser = home.browser()
    browser.get("/sign-in/student")
    address = browser.path
    home.clock.advance(minutes=31)
    page = browser.get(address)
    assert page.status_code == 410
    assert "This sign-in is over" in browser.text


def test_two_tabs_cannot_both_advance(home: Home) -> None:
    """Of two tabs with right answers one signs in; the other is told, and only one session and one mail are there."""
    home.account("agency", "A01010000C")
    browser = at_the_code(home)
    code = mailed_digits(home)
    first = {**browser.hidden(), "captcha": browser.captcha(), "code": code, "action": "continue"}
    path = browser.path
    browser.get(path)
    second = {**browser.hidden(), "captcha": browser.captcha(), "code": code, "action": "continue"}
    answers = [browser.client.post(path, data=data).status_code for data in (first, second)]
    assert answers == [303, 409]
    with home.house.stores.database.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sessions")) == 1


def test_parallel_posts_to_two_processes_sign_in_once(any_home: Home) -> None:
    """Eight right answers at once, at two processes: one session, and the others are refused."""
    any_home.account("agency", "A01010000C")
    browser = at_the_code(any_home)
    code, path = mailed_digits(any_home), browser.path
    cookie = browser.client.get_cookie("idp-browser")
    assert cookie is not None
    posts = []
    for app in (any_home.app, any_home.process()) * 4:
        browser.get(path)
        client = app.test_client()
        client.set_cookie("idp-browser", cookie.value)
        posts.append((client, {**browser.hidden(), "captcha": browser.captcha(), "code": code, "action": "continue"}))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda post: post[0].post(path, data=post[1]).status_code, posts))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 409, 422, 429}  # more than five at once also meet the end of the code's tries
    with any_home.house.stores.database.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sessions")) == 1


def test_sign_in_makes_a_new_session_each_time(home: Home) -> None:
    """The cookie changes at every sign-in, and the old value opens nothing."""
    home.account("student", "meili")
    browser = home.browser()
    values = []
    for _ in range(2):
        browser.get("/sign-in/student")
        browser.send(username="meili", password=ISSUED["student"])
        cookie = browser.client.get_cookie("idp-session")
        assert cookie is not None
        values.append(cookie.value)
    assert values[0] != values[1]
    browser.client.set_cookie("idp-session", values[0])
    browser.get("/account")
    assert browser.path == "/"


def test_a_suspended_account_is_out_at_once(home: Home) -> None:
    """Suspension ends the signed-in page, and the right password is told why; a wrong one is not."""
    home.account("student", "meili")
    browser = home.browser()
    browser.get("/sign-in/student")
    browser.send(username="meili", password=ISSUED["student"])
    assert suspend(home.house.stores, home.house.sessions, "student", "MEILI")
    browser.get("/account")
    assert browser.path == "/"
    browser.get("/sign-in/student")
    assert "suspended" in browser.send(username="meili", password=ISSUED["student"]).text
    assert "suspended" not in browser.send(username="meili", password="wrong1234").text


def test_a_suspension_between_two_steps_stops_the_journey(home: Home) -> None:
    """Whoever is suspended after the password gets no session for the code."""
    home.account("agency", "A01010000C")
    browser = at_the_code(home)
    suspend(home.house.stores, home.house.sessions, "agency", "A01010000C")
    page = browser.send(code=mailed_digits(home))
    assert page.status_code == 403
    assert browser.client.get_cookie("idp-session") is None


def test_what_happened_stands_in_the_audit_log(home: Home) -> None:
    """Wrong and right proofs and the sign-in are events of the account, without names or codes."""
    account = home.account("student", "meili")
    browser = home.browser()
    browser.get("/sign-in/student")
    browser.send(username="meili", password="wrong1234")
    browser.send(username="meili", password=ISSUED["student"])
    with home.house.stores.database.begin() as connection:
        rows = connection.execute(text("SELECT kind, subject, detail FROM audit_events ORDER BY at, kind")).all()
    kinds = {row.kind for row in rows}
    assert {"factor:password:wrong", "signin:factor:proved", "signin:journey:completed"} <= kinds
    assert {row.subject for row in rows if row.kind.startswith("signin:")} == {f"account:{account.account_id}"}
    assert not any("meili" in str(row) or "1234" in str(row.detail) for row in rows)


def test_pages_speak_both_languages(home: Home) -> None:
    """The sign-in page has its words and the population's in Chinese and in English."""
    browser = home.browser()
    english = browser.get("/sign-in/student").text
    chinese = browser.client.get(browser.path, headers={"Accept-Language": "zh-TW"}).text
    assert "Sign in for mainland students" in english
    assert "陸生帳號登入" in chinese
    assert "密碼" in chinese
    assert (
        "Password"
        not in chinese.replace("showPassword", "")
        .replace("hidePassword", "")
        .partition("<main")[2]
        .partition("</main>")[0]
    )


def test_an_unknown_population_is_told(home: Home) -> None:
    """A population that there is not is a page that names the parameter."""
    page = home.browser().get("/sign-in/pigeons")
    assert page.status_code == 404
    assert 'data-parameter="population"' in page.text


def test_a_step_up_dies_with_the_session_it_builds_on(home: Home) -> None:
    """What a session had proved counts in a later journey only while somebody is signed in with that session."""
    person = home.account("agency", "A01010000C")
    outcomes = []
    for signed_in in (False, True):
        browser = at_the_code(home)
        browser.send(code=mailed_digits(home))
        password = Evidence("password", ("pwd",), Channel.BROWSER, 1, home.clock())
        home.clock.advance(minutes=1)
        cookie = browser.client.get_cookie("idp-browser")
        assert cookie is not None
        journey = home.house.journeys.start(
            "sign_in",
            population="agency",
            browser=cookie.value,
            account_id=person.account_id,
            evidence=(password,),
        )
        if not signed_in:
            browser.client.delete_cookie("idp-session")
        browser.get(f"/journey/{journey.journey_id}")
        browser.send(action="again")
        browser.send(code=mailed_digits(home))
        outcomes.append(browser.page.status_code if browser.page else None)
    assert outcomes == [410, 200]
