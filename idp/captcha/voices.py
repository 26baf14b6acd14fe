"""Makes the digit recordings for audio CAPTCHAs: `python -m idp.captcha.voices OUT_DIR`.

Writes `OUT_DIR/{zh,en}/<digit>.wav` (8 kHz, 8 bit, mono) with espeak-ng. Where that is not installed it says so and ends
with status 1; the service then has no audio form and says so at its health check.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import wave
from pathlib import Path

RATE = 8000
LANGUAGES = {"zh": "cmn", "en": "en-gb"}
"""Our folder name and espeak-ng's voice."""
_WORDS_A_MINUTE = "130"


def voice_faults(folder: Path) -> list[str]:
    """Which recordings are missing, in words for the operator."""
    wanted = [folder / language / f"{digit}.wav" for language in LANGUAGES for digit in range(10)]
    missing = [str(file.relative_to(folder)) for file in wanted if not file.is_file()]
    return [f"audio CAPTCHA: {len(missing)} recordings are missing in {folder}"] if missing else []


def record(folder: Path) -> None:
    """Makes every recording; FileNotFoundError when espeak-ng is not installed."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise FileNotFoundError("espeak-ng is not installed")
    for language, voice in LANGUAGES.items():
        (folder / language).mkdir(parents=True, exist_ok=True)
        for digit in range(10):
            target = folder / language / f"{digit}.wav"
            spoken = target.with_suffix(".raw.wav")
            command = [program, "-v", voice, "-s", _WORDS_A_MINUTE, "-w", str(spoken), str(digit)]
            subprocess.run(command, check=True, timeout=30)  # noqa: S603 - fixed arguments
            _narrow(spoken, target)
            spoken.unlink()


def _narrow(source: Path, target: Path) -> None:
    """16-bit mono of any rate becomes 8-bit mono at 8 kHz, which is what the mixer takes."""
    with wave.open(str(source)) as sound:
        rate, frames = sound.getframerate(), sound.readframes(sound.getnframes())
    samples = memoryview(frames).cast("h")
    step = rate / RATE
    narrow = bytearray()
    for index in range(int(len(samples) / step)):
        window = samples[int(index * step) : max(int((index + 1) * step), int(index * step) + 1)]
        narrow.append(128 + (sum(window) // len(window) >> 8))
    with wave.open(str(target), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(bytes(narrow))


def main(arguments: list[str]) -> int:
    """The command; gives the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m idp.captcha.voices OUT_DIR\n")
        return 2
    try:
        record(Path(arguments[0]))
    except FileNotFoundError as error:
        sys.stderr.write(f"{error}: audio CAPTCHAs will not be offered\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
