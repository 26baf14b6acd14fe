"""The files that a newcomer uploads when applying."""

from pathlib import Path

from PIL import Image

from caseportal.attachments.intake import MAX_BYTES
from deploy.demo.desk.directory import load_directory
from deploy.demo.desk.settings import SEEDS
from deploy.demo.samples import make_samples


def test_samples_are_small_and_real(tmp_path: Path) -> None:
    """Every sample is within the size that the portal takes, and is what its name says."""
    samples = load_directory(SEEDS).samples
    make_samples(samples, tmp_path)
    for sample in samples:
        content = (tmp_path / sample.file).read_bytes()
        assert len(content) < MAX_BYTES
        if sample.file.endswith(".pdf"):
            assert content.startswith(b"%PDF")
        else:
            with Image.open(tmp_path / sample.file) as picture:
                assert picture.width > 400
