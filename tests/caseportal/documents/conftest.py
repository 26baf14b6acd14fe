"""Fixtures of the document tests: the fonts that set-up fetches, and a demo signing key."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from caseportal.documents.demokeys import make_demo_keys
from caseportal.documents.keys import SigningKey
from caseportal.documents.rendering import FONT_FILES


@pytest.fixture(scope="session")
def fonts() -> Path:
    """The folder with the papers' fonts: what GATEHOUSE_FONTS names, else what `./gatehouse setup` has fetched."""
    folder = Path(os.environ.get("GATEHOUSE_FONTS", Path(__file__).parents[3] / "build" / "fonts"))
    missing = [name for name in FONT_FILES if not (folder / name).is_file()]
    assert not missing, f"{folder} lacks {missing}: run the set-up first"
    return folder


@pytest.fixture(scope="session")
def signing_key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    """The key that the demo makes for itself."""
    folder = tmp_path_factory.mktemp("keys")
    make_demo_keys(folder, datetime.now(UTC))
    return SigningKey(folder)
