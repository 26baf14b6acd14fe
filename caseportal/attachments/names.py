"""File names as people send them, made safe to show, to store and to send back."""

import re
import unicodedata

_LIMIT = 80
_PLAIN_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|%]')


def safe_name(name: str, suffix: str) -> str:
    """The last part of a path without control and direction characters, at most 80 characters, with the suffix that the
    content has; `file` when nothing is left.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    stem = _FORBIDDEN.sub("_", printable).rpartition(".")[0] or _FORBIDDEN.sub("_", printable)
    tidy = " ".join(stem.split()).strip(". ")[: _LIMIT - len(suffix)].rstrip(". ")
    return f"{tidy or 'file'}{suffix}"


def shown_name(name: str) -> str:
    """The name as the person knows it, for words about the file: safe, with its own suffix if that is a plain one."""
    suffix = _PLAIN_SUFFIX.search(name)
    return safe_name(name, suffix.group(0) if suffix else "")
