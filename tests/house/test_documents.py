"""Documents that are made from the code say what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.documents import made_documents


@pytest.mark.parametrize(
    ("file", "text"), made_documents().items(), ids=lambda value: value.name if isinstance(value, Path) else ""
)
def test_a_made_document_is_fresh(file: Path, text: str) -> None:
    """`./gatehouse docs` has been called since the code last changed."""
    assert file.read_text(encoding="utf-8") == text
