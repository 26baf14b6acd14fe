"""From contents to an unsigned PDF: A4, embedded fonts, tagged (PDF/UA-1). Runs in worker processes only.

WeasyPrint costs some 300 ms of processor time a permit and leaves cycles behind, therefore the pool
(`caseportal.documents.pool`) and the collection after each document.
"""

import base64
import gc
import io
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from caseportal.documents.amounts import formal_amount
from caseportal.documents.contents import Content, PermitContent, ReceiptContent
from caseportal.documents.papers import PAPERS
from shared.identifiers.calendars import english_day, gregorian_words, roc_words

FONT_FILES: Final = ("NotoSansTC-Regular.ttf", "NotoSansTC-Bold.ttf")


class ForeignAddressError(ValueError):
    """The paper named something to fetch that is not its own: whatever it was, it is left out."""


class _OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Fetches the paper's fonts and pictures given as data; nothing of the network or of the disk besides."""

    def __init__(self, own: frozenset[str]) -> None:
        super().__init__(allowed_protocols=("file", "data"), allow_redirects=False)
        self._own = own

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if not url.startswith("data:image/") and url not in self._own:
            raise ForeignAddressError(url[:80])
        return super().fetch(url, headers)


def render(content: Content, fonts: Path) -> bytes:
    """Give the PDF of a permit or a receipt. `fonts` holds the two files of FONT_FILES.

    Raises FileNotFoundError when a font is missing: a permit in another typeface is not what was tested.
    """
    for name in FONT_FILES:
        if not (fonts / name).is_file():
            raise FileNotFoundError(fonts / name)
    paper = "permit" if isinstance(content, PermitContent) else "receipt"
    pictures = {"qr": _qr(f"{content.verification_page}/{content.verification_code}"), "portrait": _portrait(content)}
    text = (
        _environment()
        .get_template(f"{paper}.html")
        .render(
            c=content,
            words=_words(),
            formal_amount=formal_amount(content.amount) if isinstance(content, ReceiptContent) else "",
            **pictures,
        )
    )
    regular, bold = ((fonts / name).resolve().as_uri() for name in FONT_FILES)
    guilloche, stamps = ((PAPERS / name).as_uri() for name in ("guilloche.svg", "stamps.svg"))
    fetcher = _OwnFilesOnly(frozenset({regular, bold, guilloche, stamps}))
    configuration = FontConfiguration()
    style = "".join((PAPERS / name).read_text(encoding="utf-8") for name in ("paper.css", f"{paper}.css"))
    css = CSS(
        string=Template(style).substitute(regular=regular, bold=bold, guilloche=guilloche, stamps=stamps),
        font_config=configuration,
        url_fetcher=fetcher,
    )
    target = io.BytesIO()
    HTML(string=text, url_fetcher=fetcher).write_pdf(
        target, stylesheets=[css], font_config=configuration, pdf_variant="pdf/ua-1", optimize_images=True
    )
    del css, configuration
    gc.collect()
    return target.getvalue()


def _qr(address: str) -> str:
    """The address as a QR code (error correction M, four modules of quiet zone), as a data address.

    As a picture of two colours, since as paths it takes longer than all the text beside it.
    """
    picture = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(picture, kind="png", scale=8, border=4, dark="#10202b", light="#ffffff")
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


def _portrait(content: Content) -> str | None:
    if not isinstance(content, PermitContent) or content.portrait is None:
        return None
    return f"data:{content.portrait.media_type};base64,{base64.b64encode(content.portrait.data).decode()}"


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(PAPERS), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"english_day": english_day, "gregorian_words": gregorian_words, "roc_words": roc_words}
    return environment


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((PAPERS / "words.toml").read_text(encoding="utf-8"))
