"""The picture and the recording of a challenge."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

from captcha.audio import AudioCaptcha, _read_wave_file
from captcha.image import ImageCaptcha
from PIL import Image
from PIL.ImageDraw import Draw

_WIDTH, _HEIGHT = 200, 70
_FONT_SIZES = (44, 48, 52)
_GAP = 7
_DARKER = [min(255, 2 * alpha) for alpha in range(256)]
Colour = tuple[int, int, int] | tuple[int, int, int, int]


class _Picture(ImageCaptcha):
    """The library's turned and warped characters, set apart from each other and as dark as their colour."""

    character_rotate = (-20, 20)
    character_warp_dx = (0.05, 0.18)
    character_warp_dy = (0.1, 0.2)

    def create_captcha_image(self, chars: str, color: Colour, background: Colour) -> Image.Image:
        """Each character in the middle of its own column, at a height of its own."""
        image = Image.new("RGB", (self._width, self._height), background)
        column = self._width / len(chars)
        for place, character in enumerate(chars):
            drawn = self._draw_character(character, Draw(image), color)
            drawn = drawn.crop(drawn.getbbox())
            drawn.thumbnail((column - _GAP, self._height - _GAP), Image.Resampling.LANCZOS)
            left = int(place * column + (column - drawn.width) / 2)
            top = secrets.randbelow(max(1, self._height - drawn.height - _GAP)) + _GAP // 2
            image.paste(color[:3], (left, top), drawn.getchannel("A").point(_DARKER))
        return image


def picture(text: str) -> bytes:
    """A PNG of 200 × 70 pixels that shows the text, dark on light."""
    image = _Picture(width=_WIDTH, height=_HEIGHT, font_sizes=_FONT_SIZES).generate(
        text, bg_color=(250, 250, 248), fg_color=(8, 42, 54, 255)
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
