"""What a service tells the web shell about itself, and what a page knows about the request it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from shared.i18n import LocalisedText
from shared.sealing import Sealer
from shared.web.static import Assets


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the service's navigation; with `post` a button that sends a form, for what changes something."""

    text: str
    href: str
    active: bool = False
    post: bool = False


@dataclass(frozen=True)
class HealthCheck:
    """One thing a service needs in order to be ready; `probe` raises when it is not there."""

    name: str
    probe: Callable[[], None]


@dataclass(frozen=True)
class Shell:
    """A service as its pages present it. `slug` names its cookies; `template_folders` come before the shared ones."""

    slug: str
    title: LocalisedText
    base_url: str
    sealer: Sealer
    assets: Assets
    template_folders: Sequence[Path]
    demo: bool = False
    home_path: str = "/"
    navigation: Callable[[], Sequence[NavigationItem]] = field(default=lambda: ())
    account: Callable[[], Sequence[NavigationItem]] = field(default=lambda: ())
    health: Sequence[HealthCheck] = ()
    trusted_proxies: Sequence[str] = ()


@dataclass
class PageRequest:
    """The request being answered: its nonce, browser and path, and what its response still has to set.

    `browser` is the random id in the browser cookie (new for a first visit); `form_action` are further origins that forms of this
    page may lead to by redirect (a portal's, at the end of a sign-in).
    """

    path: str
    nonce: str
    browser: str
    csrf_token: str
    source: str
    new_browser: bool = False
    remember_language: str | None = None
    form_action: list[str] = field(default_factory=list)


_page: ContextVar[PageRequest] = ContextVar("page")


def current_page() -> PageRequest:
    """The request being answered; LookupError outside of one."""
    return _page.get()


def set_page(page: PageRequest) -> None:
    """Declares the request being answered; called by the shells."""
    _page.set(page)
