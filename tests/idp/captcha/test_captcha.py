"""CAPTCHA: answered once, by its own browser, by eye or ear."""

from __future__ import annotations

import io
import shutil
import wave
from pathlib import Path

import pytest
from PIL import Image

from idp.captcha import Captchas
from idp.captcha.drawing import picture, recording
from idp.captcha.voices import main, record, voice_faults
from shared.expiring import open_store
from shared.sealing import Sealer
from tests.conftest import FakeClock
from tests.idp.home import Home


@pytest.fixture
def captchas(sqlite_url: str, sealer: Sealer, clock: FakeClock) -> Captchas:
    """Challenges on SQLite."""
    return Captchas(open_store(None, sqlite_url, clock), sealer)


@pytest.mark.parametrize("form", ["text", "spoken"])
def test_seen_or_heard(captchas: Captchas, form: str) -> None:
    """The characters of the picture or the digits of the recording are right, however they are spelled."""
    challenge = captchas.new("b1", 5, "/p")
    answer = captchas.text(challenge.id, "b1") if form == "text" else captchas.spoken(challenge.id, "b1")
    assert answer is not None
    assert len(answer) == 5
    assert captchas.answered(challenge.id, "b1", " ".join(answer.lower()))


def test_once_only(captchas: Captchas) -> None:
    """A challenge is used up by its first answer, right or wrong."""
    right = captchas.new("b1", 5, "/p")
    text = captchas.text(right.id, "b1") or ""
    assert captchas.answered(right.id, "b1", text)
    assert not captchas.answered(right.id, "b1", text)
    wrong = captchas.new("b1", 5, "/p")
    text = captchas.text(wrong.id, "b1") or ""
    assert not captchas.answered(wrong.id, "b1", "?")
    assert not captchas.answered(wrong.id, "b1", text)


def test_own_browser_in_time(captchas: Captchas, clock: FakeClock) -> None:
    """Another browser, a made-up challenge, an empty answer or a late one are wrong."""
    challenge = captchas.new("b1", 5, "/p")
    text = captchas.text(challenge.id, "b1") or ""
    assert captchas.text(challenge.id, "b2") is None
    assert not captchas.answered(challenge.id, "b2", text)
    assert not captchas.answered("", "b1", "")
    late = captchas.new("b1", 5, "/p")
    text = captchas.text(late.id, "b1") or ""
    clock.advance(minutes=11)
    assert not captchas.answered(late.id, "b1", text)


def test_recordings_are_limited(captchas: Captchas) -> None:
    """A challenge is read out five times; making recordings costs too much to give away."""
    challenge = captchas.new("b1", 5, "/p")
    heard = [captchas.spoken(challenge.id, "b1") for _ in range(7)]
    assert [entry is None for entry in heard] == [False] * 5 + [True] * 2


def test_the_picture_is_a_png() -> None:
    """The picture has the size that the page reserves for it."""
    with Image.open(io.BytesIO(picture("AC3X9"))) as image:
        assert (image.format, image.size) == ("PNG", (200, 70))


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recordings of both languages; made tones stand in for espeak-ng where it is not installed."""
    folder = tmp_path_factory.mktemp("voices")
    if shutil.which("espeak-ng"):
        record(folder)
        return folder
    for language in ("zh", "en"):
        (folder / language).mkdir()
        for digit in range(10):
            with wave.open(str(folder / language / f"{digit}.wav"), "wb") as sound:
                sound.setparams((1, 1, 8000, 0, "NONE", "NONE"))
                sound.writeframes(bytes(128 + (index * (digit + 3)) % 60 for index in range(3000)))
    return folder


def test_the_recording_is_a_wav(voices: Path) -> None:
    """Every digit of both languages is recorded, and a recording of five plays for some seconds."""
    assert voice_faults(voices) == []
    for language in ("zh", "en"):
        with wave.open(io.BytesIO(recording("40817", voices / language))) as sound:
            assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (8000, 1, 1)
            assert 3 < sound.getnframes() / 8000 < 60


def test_missing_recordings_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without espeak-ng the set-up step says so with a status of its own, and the health check names it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([str(tmp_path / "out")]) == 1
    assert main([]) == 2
    assert voice_faults(tmp_path / "out") == [f"audio CAPTCHA: 20 recordings are missing in {tmp_path / 'out'}"]


def test_pages(home: Home, voices: Path) -> None:
    """Picture, recording and a fresh challenge have addresses that only the own browser can open."""
    shutil.copytree(voices, home.settings.captcha_voices)
    browser = home.browser()
    browser.get("/sign-in/student")
    challenge = browser.hidden()["captcha_id"]
    assert browser.client.get(f"/captcha/{challenge}.png").content_type == "image/png"
    assert browser.client.get(f"/captcha/{challenge}.wav").content_type == "audio/wav"
    assert home.browser().client.get(f"/captcha/{challenge}.png").status_code == 404
    fresh = browser.client.get("/captcha/change?length=5&next=/x", headers={"Accept": "application/json"}).json
    assert fresh["id"] != challenge
    assert browser.client.get(fresh["image"]).status_code == 200
    plain = browser.client.get("/captcha/change?length=5&next=//evil.example/")
    assert (plain.status_code, plain.location) == (303, "/")
