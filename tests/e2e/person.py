"""A person at a browser, who looks at every page: no accessibility fault, no sideways scrolling, no script error, one language."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, Response

from tests.e2e.running import Demo
from tests.house.sources import ROOT

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
AXE_RUN = """async () => {
    const result = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']});
    return result.violations.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html.slice(0, 160)).join(' | ')}`);
}"""
CHINESE = re.compile(r"[\u3400-\u9fff]")


class Person:
    """One person with one browser window of a given width and language."""

    def __init__(self, browser: Browser, demo: Demo, language: str, width: int, pictures: Path | None = None) -> None:
        self.demo = demo
        self.language = language
        self.width = width
        self.pictures = pictures
        locale = "en-GB" if language == "en" else "zh-TW"
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=locale, accept_downloads=True, timezone_id="Asia/Taipei"
        )
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self._looked: set[str] = set()
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("console", lambda message: self._console(message.type, message.text))

    def _console(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text:
            self.faults.append(f"console: {text}")

    def open(self, address: str) -> Response | None:
        """Opens an address and looks at the page."""
        response = self.page.goto(address)
        self.look()
        return response

    def press(self, value: str = "continue") -> None:
        """Presses the form's button with that value and looks at the next page."""
        self._press(lambda: self.page.locator(f"button[name=action][value={value}]").first.click())

    def follow(self, selector: str) -> None:
        """Follows a link or presses a control, and looks at the next page."""
        self._press(lambda: self.page.locator(selector).first.click())

    def _press(self, act: Callable[[], None]) -> None:
        act()
        self.page.wait_for_load_state("load")
        self.look()

    def fill(self, **fields: str) -> None:
        """Fills fields by their name; selects options and radios by value."""
        for name, value in fields.items():
            control = self.page.locator(f"[name='{name}']")
            kind = control.first.evaluate("element => element.type || element.tagName")
            if kind in {"radio", "checkbox"}:
                self.page.locator(f"[name='{name}'][value='{value}']").check()
            elif kind.startswith("select"):
                control.first.select_option(value)
            else:
                control.first.fill(value)

    def solve_captcha(self) -> None:
        """Types what the picture shows."""
        challenge = self.page.locator("input[name=captcha_id]").get_attribute("value") or ""
        self.fill(captcha=self.demo.captcha_text(challenge))

    @property
    def heading(self) -> str:
        """The page's one h1."""
        return self.page.locator("h1").inner_text().strip()

    @property
    def text(self) -> str:
        """What stands on the page."""
        return self.page.locator("main").inner_text()

    def look(self) -> None:
        """Checks the page once per address and title: axe, width, one h1, language, no other language's words."""
        place = f"{re.sub(r'[A-Za-z0-9_-]{16,}', '…', self.page.url)} {self.page.title()}"
        if place in self._looked:
            return
        self._looked.add(place)
        self.page.evaluate(AXE)
        faults = [f"axe {fault}" for fault in self.page.evaluate(AXE_RUN)]
        wide = self.page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            faults.append(f"scrolls sideways by {wide} px")
        if self.page.locator("h1").count() != 1:
            faults.append("has not exactly one h1")
        if self.page.locator("html").get_attribute("lang") != self.language:
            faults.append("is in the wrong language")
        self.faults += [f"{place}: {fault}" for fault in faults]
        if self.pictures:
            self.pictures.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", self.page.url.split("//")[1])[:80]
            self.page.screenshot(path=self.pictures / f"{len(self._looked):03d}-{name}.png", full_page=True)

    def close(self) -> None:
        """Closes the window; fails with everything that was wrong on the pages met."""
        self.context.close()
        assert not self.faults, "\n".join(self.faults)
