"""What each process of the portal loads: decoders, renderers and signers stay in child processes."""

import subprocess
import sys

import pytest

_HEAVY = ("weasyprint", "pyhanko", "PIL", "pikepdf", "fontTools", "segno")


@pytest.mark.parametrize("process", ["caseportal.app", "caseportal.worker", "caseportal.commands"])
def test_the_renderer_and_the_decoders_are_not_loaded(process: str) -> None:
    """The web process, the worker and the commands import neither the renderer, the signer nor a decoder of pictures."""
    program = f"import sys, {process}; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "caseportal.settings" in loaded
    assert set(loaded).isdisjoint(_HEAVY)
