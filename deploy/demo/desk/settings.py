"""What the desk needs to know."""

from dataclasses import dataclass, field
from pathlib import Path

SEEDS = Path(__file__).parent.parent / "seeds"


@dataclass(frozen=True)
class DeskSettings:
    """Settings of the desk. Addresses have no slash at the end; `build_dir` holds the made style sheet."""

    home: Path
    base_url: str
    addresses: dict[str, str]
    """Addresses of the demo's services by name: `idp`, `caseportal`, `statistics`."""
    build_dir: Path
    smtp_port: int = 8625
    seeds: Path = field(default=SEEDS)
    """Folder with people.toml and tours.toml."""
