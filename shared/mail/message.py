"""A declared mail and its rendered form."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from shared.i18n import Language, gettext, use_language
from shared.sealing import Sealer

P = ParamSpec("P")

MailContext = Mapping[str, Any]

_SHARED_TEMPLATES = Path(__file__).parent / "templates"

_declared: dict[str, Path] = {}


@dataclass(frozen=True)
class RenderedMail:
    """A mail as it will be sent: subject, plain text and HTML saying the same."""

    subject: str
    text: str
    html: str

    def sealed(self, sealer: Sealer) -> str:
        """The mail encrypted for the outbox: it may carry codes and names."""
        return sealer.seal(json.dumps([self.subject, self.text, self.html]), "outbox")

    @classmethod
    def unsealed(cls, sealed: str, sealer: Sealer) -> RenderedMail:
        """The mail again; SealBrokenError when it does not open."""
        return cls(*json.loads(sealer.open(sealed, "outbox")))


@dataclass(frozen=True)
class MailMessage:
    """A mail with its context, ready to be rendered in any language."""

    name: str
    context: MailContext

    def render(self, language: Language) -> RenderedMail:
        """The mail in one language. Its subject is one line whatever the context holds."""
        environment = _environment(_declared[self.name])
        with use_language(language):
            template = environment.get_template(f"{self.name}.txt")
            values = {**self.context, "language": language}
            subject = "".join(template.blocks["subject"](template.new_context(values)))
            text = template.render(values)
            html = environment.get_template(f"{self.name}.html").render(
                {**values, "subject": " ".join(subject.split())}
            )
        return RenderedMail(" ".join(subject.split()), text.strip() + "\n", html)


def mail(name: str, template_folder: Path) -> Callable[[Callable[P, MailContext]], Callable[P, MailMessage]]:
    """Declares a mail: the decorated function gives the context of `<name>.txt` and `<name>.html` in `template_folder`."""

    def declare(function: Callable[P, MailContext]) -> Callable[P, MailMessage]:
        _declared[name] = template_folder

        @wraps(function)
        def message(*args: P.args, **kwargs: P.kwargs) -> MailMessage:
            return MailMessage(name, function(*args, **kwargs))

        return message

    return declare


def declared_mails() -> dict[str, Path]:
    """Every declared mail with its template folder, for previews and the check of both languages."""
    return dict(_declared)


@cache
def _environment(folder: Path) -> Environment:
    """The environment of one template folder: HTML is escaped, plain text is not; filters are those of the pages."""
    from shared.web.jinja import day, dollars, moment, roc_day

    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(_SHARED_TEMPLATES)]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(moment=moment, day=day, roc_day=roc_day, dollars=dollars)
    environment.globals["_"] = gettext
    return environment
