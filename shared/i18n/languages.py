"""Which languages there are, which one a request asks for, and which one is being spoken now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, get_args

Language = Literal["zh-Hant-TW", "en"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "zh-Hant-TW"

_current: ContextVar[Language] = ContextVar("language", default=DEFAULT_LANGUAGE)


def current_language() -> Language:
    """The language of the running request or mail."""
    return _current.get()


@contextmanager
def use_language(language: Language) -> Iterator[None]:
    """Speaks `language` inside the block."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def set_language(language: Language) -> None:
    """Speaks `language` for the rest of this request; for the web shells, whose requests have contexts of their own."""
    _current.set(language)


def _match(tag: str) -> Language | None:
    primary = tag.strip().lower().replace("_", "-").split("-")[0]
    if primary == "zh":
        return "zh-Hant-TW"
    return "en" if primary == "en" else None


def choose_language(*wishes: str | None) -> Language:
    """The first language we have among the wishes, in order; a wish is a cookie, `ui_locales` or an Accept-Language header."""
    for wish in wishes:
        ranked = sorted(_weighted(wish or ""), key=lambda pair: -pair[1])
        for tag, _ in ranked:
            language = _match(tag)
            if language:
                return language
    return DEFAULT_LANGUAGE


def _weighted(wish: str) -> list[tuple[str, float]]:
    pairs: list[tuple[str, float]] = []
    for part in wish.replace(" ", ",").split(",")[:20]:
        tag, _, parameter = part.partition(";")
        if not tag:
            continue
        try:
            weight = float(parameter.removeprefix("q=")) if parameter else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            pairs.append((tag, weight))
    return pairs
