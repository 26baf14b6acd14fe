"""No visible string is outside the catalogues, and both languages are complete."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import Environment

from tests.house.sources import ROOT, of_packages

FUNCTIONS = {"_": None, "gettext": None, "lazy_gettext": None, "__": None}
CHINESE = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
OWN_NAMES = {"NT", "KB", "English", "gatehouse"}

CATALOGUES = of_packages(".po")
TEMPLATES = tuple(path for path in of_packages(".html", ".txt") if "templates" in path.parts)
MODULES = of_packages(".py")

NOTATIONS = {"shared/identifiers/calendars.py", "caseportal/documents/amounts.py"}
"""Modules about Chinese notation itself: the calendar of the Republic of China, amounts in capital numerals."""


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _messages(path: Path) -> set[str]:
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    found = extract(
        method, BytesIO(path.read_bytes()), keywords=FUNCTIONS, options=options if path.suffix != ".py" else None
    )
    return {message for _, message, _, _ in found if isinstance(message, str) and message}


def _translations() -> dict[str, dict[str, str]]:
    """msgid → catalogue → translation."""
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for path in CATALOGUES:
        for message in read_po(BytesIO(path.read_bytes()), locale="zh_Hant_TW"):
            if message.id:
                table[str(message.id)][_relative(path)] = str(message.string or "")
    return table


TRANSLATIONS = _translations()


@pytest.mark.parametrize("path", [*TEMPLATES, *MODULES], ids=_relative)
def test_every_message_has_a_translation(path: Path) -> None:
    """Whatever a template or module says through gettext stands in a catalogue, translated."""
    missing = {message for message in _messages(path) if not any(TRANSLATIONS.get(message, {}).values())}
    assert not missing


def test_no_message_is_translated_in_two_ways() -> None:
    """One term for one thing: two rooms that say the same say it in the same words."""
    differing = {msgid: places for msgid, places in TRANSLATIONS.items() if len(set(places.values())) > 1}
    assert not differing


def test_no_catalogue_keeps_dead_messages() -> None:
    """Every message of a catalogue is said somewhere."""
    said = set().union(*(_messages(path) for path in (*TEMPLATES, *MODULES)))
    library = {"This field is required.", "Not a valid choice.", "Invalid input."}
    assert not set(TRANSLATIONS) - said - library


def test_places_of_values_agree() -> None:
    """A translation has the same %(name)s and {name} places as its message."""
    place = re.compile(r"%\(\w+\)s|\{\w+\}")
    wrong = [
        msgid
        for msgid, texts in TRANSLATIONS.items()
        for text in texts.values()
        if sorted(place.findall(msgid)) != sorted(place.findall(text))
    ]
    assert not wrong


@pytest.mark.parametrize("path", TEMPLATES, ids=_relative)
def test_templates_have_no_bare_words(path: Path) -> None:
    """Text between tags and in spoken attributes of a template comes from gettext or from data."""
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=True)
    text = "".join(
        value if kind == "data" else "\x00" if kind == "variable_end" else ""
        for _, kind, value in environment.lex(path.read_text(encoding="utf-8"))
    )
    if path.suffix == ".html":
        text = re.sub(r"<(script|style|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
        spoken = re.findall(r'\b(?:alt|title|placeholder|aria-label)="([^"\x00]*)"', text)
        text = " ".join([*spoken, re.sub(r"<[^>]*>|&\w+;|&#\d+;", " ", text)])
    bare = [word for word in WORD.findall(text) if word not in OWN_NAMES] + CHINESE.findall(
        re.sub("繁體中文", "", text)
    )
    assert not bare


@pytest.mark.parametrize(
    "path", [path for path in MODULES if _relative(path) not in NOTATIONS and "bench" not in path.parts], ids=_relative
)
def test_modules_have_no_chinese_text(path: Path) -> None:
    """Chinese words of Python code live in catalogues and declared data; docstrings may quote the sources."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    attribute_docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    localised = {
        id(keyword.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "LocalisedText"
        for keyword in node.keywords
    }
    localised |= {
        id(value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "zh"
    }
    allowed = docstrings | attribute_docstrings | localised
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in allowed
    ]
    assert not found
