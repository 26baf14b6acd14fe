"""Makes the pictures of the papers in docs/pictures: `python -m tests.caseportal.documents.pictures [fonts]`."""

import sys
from pathlib import Path

import pypdfium2

from caseportal.documents.rendering import render
from tests.caseportal.documents.contents import PERMIT, RECEIPT

ROOT = Path(__file__).parents[3]
DOTS_PER_INCH = 80


def main(fonts: Path) -> None:
    """Renders the front of the permit, its back, and the receipt."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("permit", PERMIT), ("receipt", RECEIPT)):
        with pypdfium2.PdfDocument(render(content, fonts)) as pdf:
            for number, page in enumerate(pdf, 1):
                picture = page.render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB")
                picture.quantize(160).save(folder / f"{name}-{number}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "fonts")
