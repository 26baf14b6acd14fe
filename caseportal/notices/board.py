"""The notice board: what is shown, and notices as a TOML file that a command imports."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from tortoise.expressions import Q

from caseportal.models.notices import Notice
from shared.i18n import LocalisedText


class DeclaredNotice(BaseModel):
    """One `[[notice]]` of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: str
    important: bool = False
    title: LocalisedText
    body: LocalisedText
    unit: LocalisedText
    published_on: date
    withdrawn_on: date | None = None


class _NoticeFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    notice: list[DeclaredNotice]


class NoticeFileError(Exception):
    """The file cannot be used; the text says why."""


@dataclass(frozen=True)
class ShownNotice:
    """A notice as the board shows it."""

    slug: str
    important: bool
    title: LocalisedText
    body: LocalisedText
    unit: LocalisedText
    published_on: date


def read_notices(file: Path) -> list[DeclaredNotice]:
    """The notices of a file; NoticeFileError if it does not fit."""
    try:
        return _NoticeFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).notice
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise NoticeFileError(f"{file.name}: {error}") from error


async def put_notices(notices: list[DeclaredNotice]) -> None:
    """Keeps notices under their slugs, replacing what is there."""
    for each in notices:
        values = {
            "important": each.important,
            "published_on": each.published_on,
            "withdrawn_on": each.withdrawn_on,
            **{
                f"{name}_{language}": getattr(getattr(each, name), language)
                for name in ("title", "body", "unit")
                for language in ("zh", "en")
            },
        }
        await Notice.update_or_create(values, slug=each.slug)


def _shown(row: Notice) -> ShownNotice:
    return ShownNotice(
        row.slug,
        row.important,
        LocalisedText(zh=row.title_zh, en=row.title_en),
        LocalisedText(zh=row.body_zh, en=row.body_en),
        LocalisedText(zh=row.unit_zh, en=row.unit_en),
        row.published_on,
    )


async def notices_on(today: date, limit: int | None = None) -> list[ShownNotice]:
    """What the board shows on a day: important ones first, then the newest."""
    rows = Notice.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=today), published_on__lte=today)
    rows = rows.order_by("-important", "-published_on", "id")
    return [_shown(row) for row in await (rows.limit(limit) if limit else rows)]


async def notice_on(today: date, slug: str) -> ShownNotice | None:
    """One notice, if the board shows it on that day."""
    return next((each for each in await notices_on(today) if each.slug == slug), None)
