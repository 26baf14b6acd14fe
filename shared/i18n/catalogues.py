"""Message catalogues: msgid is plain English, each room brings `zh_Hant_TW.po` for the words it owns."""

from __future__ import annotations

from pathlib import Path

from babel.messages.pofile import read_po

from shared.i18n.languages import Language, current_language

CATALOGUE_FILE = "zh_Hant_TW.po"

_chinese: dict[str, str] = {}
_folders: list[Path] = []


def add_catalogue(folder: Path) -> None:
    """Reads the catalogue of one room; reading a folder again changes nothing."""
    if folder in _folders:
        return
    with (folder / CATALOGUE_FILE).open("rb") as file:
        for message in read_po(file, locale="zh_Hant_TW"):
            if message.id and message.string:
                _chinese[str(message.id)] = str(message.string)
    _folders.append(folder)


def catalogue_folders() -> tuple[Path, ...]:
    """The folders read so far, for the check that no visible string is outside the catalogues."""
    return tuple(_folders)


def translated(language: Language, msgid: str, /, **values: object) -> str:
    """The message in `language`, with `%(name)s` places filled from `values`."""
    text = msgid if language == "en" else _chinese.get(msgid, msgid)
    return text % values if values else text


def gettext(msgid: str, /, **values: object) -> str:
    """The message in the language of the running request or mail."""
    return translated(current_language(), msgid, **values)


class LazyText(str):
    """A message that is translated when it is shown, for labels of classes that live longer than a request."""

    __slots__ = ()

    def __str__(self) -> str:
        return gettext(str.__str__(self))

    def __html__(self) -> str:
        from markupsafe import escape

        return str(escape(str(self)))

    def __mod__(self, values: object) -> str:
        return str(self) % values


def lazy_gettext(msgid: str) -> str:
    """The message, translated each time it is shown."""
    return LazyText(msgid)


add_catalogue(Path(__file__).parent.parent / "locale")
