"""The demo and the browser, started once for all end-to-end tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.person import Person
from tests.e2e.running import Demo

LANGUAGES = ("zh-Hant-TW", "en")
WIDTHS = (390, 1280)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is an end-to-end test."""
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, set up in a fresh home folder."""
    running = Demo.start(tmp_path_factory.mktemp("demo") / "home")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    executable = next(
        path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))
    )
    arguments = [
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def person(browser: Browser, demo: Demo, request: pytest.FixtureRequest) -> Iterator[Callable[..., Person]]:
    """Makes people with a browser each; at the end every page they met must have been without fault."""
    people: list[Person] = []
    pictures = os.environ.get("GATEHOUSE_TEST_PICTURES")

    def make(language: str = "zh-Hant-TW", width: int = 1280) -> Person:
        folder = Path(pictures) / request.node.name / f"{len(people)}" if pictures else None
        people.append(Person(browser, demo, language, width, folder))
        return people[-1]

    yield make
    for one in people:
        one.close()
