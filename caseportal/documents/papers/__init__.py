"""What the papers are made of: templates, style sheets, pictures, and their words in two languages. Imports nothing of ours."""

from pathlib import Path
from typing import Final

PAPERS: Final = Path(__file__).parent
