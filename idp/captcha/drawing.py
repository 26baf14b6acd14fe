"""The picture and the recording of a challenge."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from captcha.audio import AudioCaptcha, _read_wave_file
from captcha.image import ImageCaptcha

_WIDTH, _HEIGHT = 200, 70
_FONT_SIZES = (38, 43, 48)


class _Picture(ImageCaptcha):
    """The library's drawing, with characters that stand apart, turn less and are as dark as their colour."""

    lookup_table = [min(255, 6 * brightness) for brightness in range(256)]  # noqa: RUF012 - as the library has it
    character_rotate = (-20, 20)
    word_offset_dx = 0.0
    word_space_probability = 0.9


def picture(text: str) -> bytes:
    """A PNG of 200 × 70 pixels that shows the text, dark on light."""
    image = _Picture(width=_WIDTH, height=_HEIGHT, font_sizes=_FONT_SIZES).generate(
        text, bg_color=(250, 250, 248), fg_color=(11, 60, 76, 240)
    )
    return image.getvalue()


class _Voice(AudioCaptcha):
    """The library's mixer over our recordings, a file for each digit."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._choices = list("0123456789")
        self._cache = {digit: [_read_wave_file(str(folder / f"{digit}.wav"))] for digit in self._choices}


@cache
def _voice(folder: Path) -> AudioCaptcha:
    return _Voice(folder)


def recording(digits: str, folder: Path) -> bytes:
    """A WAV (8 kHz, 8 bit, mono) that says the digits with the voice in `folder`."""
    return bytes(_voice(folder).generate(digits))
