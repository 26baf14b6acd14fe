"""The template environment of both services: loaders, filters and globals."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

from shared.clock import TAIPEI
from shared.i18n import LANGUAGES, current_language, gettext
from shared.identifiers.calendars import roc_words
from shared.web.forms import form_errors
from shared.web.shell import NavigationItem, Shell, current_page

_TEMPLATES = Path(__file__).parent / "templates"


def moment(value: datetime) -> str:
    """A moment as people in Taiwan read it: 2026-11-20 14:05."""
    return value.astimezone(TAIPEI).strftime("%Y-%m-%d %H:%M")


def day(value: date | datetime) -> str:
    """A calendar day: 2026-11-20 (of a moment, the day in Taiwan)."""
    return (value.astimezone(TAIPEI) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def roc_day(value: date | datetime) -> str:
    """A day in the calendar of the Republic of China, of a moment the day in Taiwan."""
    return roc_words(value.astimezone(TAIPEI) if isinstance(value, datetime) else value)


def dollars(value: int) -> str:
    """An amount of whole New Taiwan dollars: NT$1,000."""
    return f"NT${value:,}"


def navigation_entry(item: NavigationItem) -> dict[str, object]:
    """A navigation item as the library's macro takes it."""
    return {"text": item.text, "href": item.href, "active": item.active}


def furnish_environment(environment: Environment, shell: Shell) -> None:
    """Gives a Flask or Quart template environment what every page needs."""
    environment.loader = ChoiceLoader(
        [
            *(FileSystemLoader(folder) for folder in shell.template_folders),
            FileSystemLoader(_TEMPLATES),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters.update(
        moment=moment, day=day, roc_day=roc_day, dollars=dollars, navigation_entry=navigation_entry
    )
    environment.globals.update(template_globals(shell))


def template_globals(shell: Shell) -> dict[str, Any]:
    """What templates and macros can name anywhere."""
    return {
        "_": gettext,
        "asset": shell.assets.url,
        "shell": shell,
        "page": current_page,
        "language": current_language,
        "languages": LANGUAGES,
        "form_errors": form_errors,
    }
