"""Both shells give every page the same headers, languages, errors, CSRF and static files."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from quart import Quart
from quart import render_template_string as render_template_string_async
from werkzeug.datastructures import Headers
from wtforms import PasswordField, StringField

from shared.expiring import StoreUnavailableError
from shared.i18n import LocalisedText
from shared.sealing import Sealer
from shared.web import flask_shell, quart_shell
from shared.web.forms import HouseForm, required
from shared.web.shell import HealthCheck, Shell
from shared.web.static import Assets

PAGE = """{% extends "shared/page.html" %}{% from "shared/fields.html" import hidden, field, buttons, error_summary %}
{% block title %}{{ _("Menu") }}{% endblock %}
{% block content %}{{ error_summary(form) }}<h1>{{ _("Menu") }}</h1>
<form method="post">{{ hidden(form) }}{{ field(form.username) }}{{ field(form.password) }}{{ buttons("OK") }}</form>
{% endblock %}"""


class ExampleForm(HouseForm):
    """A form with a name and a password."""

    username = StringField("Name", [required()])
    password = PasswordField("Password", [required("Type it")])


def _shell(sealer: Sealer, tmp_path: Path, base_url: str, health: list[HealthCheck]) -> Shell:
    static = tmp_path / "static"
    static.mkdir(exist_ok=True)
    (static / "gatehouse.css").write_text("body{}" * 100)
    (static / "govuk-frontend.min.js").write_text("")
    title = LocalisedText(zh="測試", en="Test")
    return Shell("test", title, base_url, sealer, Assets(tmp_path), (), health=health)


Fetch = Callable[..., Awaitable[tuple[int, Headers, list[str], str]]]


@pytest.fixture(params=["flask", "quart"])
def fetch(request: pytest.FixtureRequest, sealer: Sealer, tmp_path: Path) -> Fetch:
    """Sends a request to the same little service on Flask and on Quart: status, headers, cookies set, text."""
    base_url = getattr(request, "param_url", "https://id.example.gov.tw")
    broken: list[bool] = []

    def probe() -> None:
        if broken:
            raise StoreUnavailableError("gone")

    shell = _shell(sealer, tmp_path, base_url, [HealthCheck("store", probe)])
    if request.param == "flask":
        app = Flask("test")
        flask_shell.furnish(app, shell, machine_paths=frozenset({"/machine"}))

        @app.route("/", methods=["GET", "POST"])
        def page() -> str:
            form = flask_shell.bound(ExampleForm)
            outcome = form.validate() if form.username.raw_data is not None else None
            return render_template_string(PAGE, form=form) + f"<!-- {outcome} -->"

        @app.get("/broken")
        def broken_page() -> str:
            raise RuntimeError("secret detail")

        @app.get("/gone")
        def gone_page() -> str:
            broken.append(True)
            raise StoreUnavailableError("secret detail")

        @app.post("/machine")
        def machine() -> str:
            return "ok"

        client = app.test_client()

        async def send(
            path: str, method: str = "GET", headers: dict[str, str] | None = None, form: dict[str, str] | None = None
        ) -> tuple[int, Headers, list[str], str]:
            response = client.open(path, method=method, headers=headers, data=form, base_url=base_url)
            return response.status_code, response.headers, response.headers.getlist("Set-Cookie"), response.text

        return send

    quart_app = Quart("test")
    quart_shell.furnish(quart_app, shell, machine_paths=frozenset({"/machine"}))

    @quart_app.route("/", methods=["GET", "POST"])
    async def async_page() -> str:
        form = await quart_shell.bound(ExampleForm)
        outcome = form.validate() if form.username.raw_data is not None else None
        return await render_template_string_async(PAGE, form=form) + f"<!-- {outcome} -->"

    @quart_app.get("/broken")
    async def async_broken_page() -> str:
        raise RuntimeError("secret detail")

    @quart_app.get("/gone")
    async def async_gone_page() -> str:
        broken.append(True)
        raise StoreUnavailableError("secret detail")

    @quart_app.post("/machine")
    async def async_machine() -> str:
        return "ok"

    quart_client = quart_app.test_client()

    async def send_async(
        path: str, method: str = "GET", headers: dict[str, str] | None = None, form: dict[str, str] | None = None
    ) -> tuple[int, Headers, list[str], str]:
        response = await quart_client.open(
            path, method=method, headers=headers, form=form, scheme=base_url.split(":")[0]
        )
        return (
            response.status_code,
            response.headers,
            response.headers.getlist("Set-Cookie"),
            str(await response.get_data(as_text=True)),
        )

    return send_async


def _token(text: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="(\w+)"', text)
    assert found
    return found[1]


@pytest.mark.asyncio
async def test_a_page_carries_its_headers_and_cookie(fetch: Fetch) -> None:
    """A nonce policy without inline style, no framing, no caching, and a __Host- cookie on https."""
    status, headers, cookies, text = await fetch("/")
    policy = headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert status == 200
    assert nonce
    assert all(f'nonce="{nonce[1]}"' in tag for tag in re.findall(r"<script[^>]*>", text))
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["Strict-Transport-Security"]
    assert any(
        cookie.startswith("__Host-test-browser=")
        and "Secure" in cookie
        and "HttpOnly" in cookie
        and "SameSite=Lax" in cookie
        for cookie in cookies
    )
    assert " style=" not in text


@pytest.mark.asyncio
async def test_the_language_follows_wish_and_choice(fetch: Fetch) -> None:
    """Chinese by default, English on request of the browser, and the switch stays on the page."""
    assert 'lang="zh-Hant-TW"' in (await fetch("/"))[3]
    assert 'lang="en"' in (await fetch("/", headers={"Accept-Language": "en-GB,en;q=0.8"}))[3]
    status, headers, cookies, _ = await fetch("/language/en?next=/cases%3Ftab%3D2")
    assert (status, headers["Location"]) == (303, "/cases?tab=2")
    assert any("test-language=en" in cookie for cookie in cookies)
    assert (await fetch("/language/en?next=//evil.example"))[1]["Location"] == "/"
    assert 'lang="en"' in (await fetch("/"))[3]


@pytest.mark.asyncio
async def test_a_form_of_this_browser_is_taken(fetch: Fetch) -> None:
    """The token of the page goes through; typed text is kept, passwords are not."""
    token = _token((await fetch("/"))[3])
    assert (
        "<!-- True -->"
        in (await fetch("/", "POST", form={"csrf_token": token, "username": "amy", "password": "pw-1"}))[3]
    )
    text = (await fetch("/", "POST", form={"csrf_token": token, "username": "amy", "password": ""}))[3]
    assert 'value="amy"' in text
    assert "<title>錯誤：" in text
    assert 'href="#password"' in text


@pytest.mark.asyncio
@pytest.mark.parametrize("token", ["", "0" * 64])
async def test_a_form_without_its_token_is_not_taken(fetch: Fetch, token: str) -> None:
    """A missing or foreign token is refused in words, with what was typed kept."""
    await fetch("/")
    text = (await fetch("/", "POST", form={"csrf_token": token, "username": "amy", "password": "pw-1"}))[3]
    assert "<!-- False -->" in text
    assert "請檢查填寫的內容後再次送出" in text
    assert "pw-1" not in text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
async def test_a_form_of_another_site_is_refused(fetch: Fetch, headers: dict[str, str]) -> None:
    """Even with the right token a cross-site POST is refused; an endpoint for machines takes it."""
    token = _token((await fetch("/"))[3])
    assert (await fetch("/", "POST", headers, {"csrf_token": token, "username": "amy", "password": "x"}))[0] == 400
    assert (await fetch("/machine", "POST", headers))[0] == 200


@pytest.mark.asyncio
async def test_error_pages_help_and_tell_no_detail(fetch: Fetch) -> None:
    """404, 405 and 500 are pages of the house with id=error-page; what is shown never carries what is logged."""
    for path, method, expected in (("/nowhere", "GET", 404), ("/machine", "GET", 405), ("/broken", "GET", 500)):
        status, headers, _, text = await fetch(path, method)
        assert status == expected
        assert 'id="error-page"' in text
        assert "secret detail" not in text
        assert "Content-Security-Policy" in headers


@pytest.mark.asyncio
async def test_a_missing_store_is_a_clear_page_and_not_ready(fetch: Fetch) -> None:
    """The page says to try again; health names the part; live stays live."""
    assert (await fetch("/healthz/ready"))[0] == 200
    status, headers, _, text = await fetch("/gone")
    assert (status, headers["Retry-After"]) == (503, "10")
    assert "secret detail" not in text
    status, _, _, text = await fetch("/healthz/ready")
    assert (status, text) == (503, "store\n")
    assert (await fetch("/healthz/live"))[0] == 200
