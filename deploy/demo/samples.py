"""Draws the files that a newcomer uploads when applying: a portrait and papers, as deploy/demo/seeds/samples.toml says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from deploy.demo.desk.directory import Sample
from deploy.setup.assets import BUILD

_TIMES = 3
"""Portraits are drawn larger by this factor and made smaller for smooth edges."""
_PHOTO = (413, 531)
"""35 by 45 millimetres at 300 dots per inch."""
_PAPER = (1240, 874)
_BACKDROP, _HAIR, _SKIN, _SHADE, _COAT, _SHIRT = "#dfe8ee", "#2b2320", "#e8bf9f", "#d5a482", "#2f4a63", "#f7f7f4"
_LINE, _INK, _PALE, _WARNING = "#0b4f5c", "#16262c", "#eef3f4", "#8c121c"


def make_samples(samples: Sequence[Sample], folder: Path) -> None:
    """Writes every sample that is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for sample in samples:
        file = folder / sample.file
        if not file.exists():
            image = _portrait() if sample.drawing == "portrait" else _paper(sample)
            image.save(file, quality=88, resolution=150, optimize=True)


def _portrait() -> Image.Image:
    width, height = _PHOTO
    large = Image.new("RGB", (width * _TIMES, height * _TIMES), _BACKDROP)
    draw = ImageDraw.Draw(large)

    def ellipse(box: tuple[int, int, int, int], fill: str) -> None:
        draw.ellipse([value * _TIMES for value in box], fill=fill)

    def polygon(points: Sequence[tuple[int, int]], fill: str) -> None:
        draw.polygon([(x * _TIMES, y * _TIMES) for x, y in points], fill=fill)

    ellipse((104, 78, 309, 330), _HAIR)
    polygon(((104, 200), (309, 200), (318, 372), (95, 372)), _HAIR)
    ellipse((30, 385, 383, 800), _COAT)
    polygon(((168, 310), (245, 310), (262, 420), (206, 470), (151, 420)), _SHADE)
    polygon(((150, 396), (206, 462), (263, 396), (290, 420), (206, 531), (123, 420)), _SHIRT)
    ellipse((128, 118, 285, 345), _SKIN)
    draw.pieslice([value * _TIMES for value in (122, 84, 291, 300)], 183, 357, fill=_HAIR)
    for eye in (172, 241):
        ellipse((eye - 13, 226, eye + 13, 240), "#fbf8f4")
        ellipse((eye - 7, 226, eye + 7, 240), _HAIR)
        draw.arc([value * _TIMES for value in (eye - 20, 204, eye + 20, 232)], 205, 335, fill=_HAIR, width=4 * _TIMES)
    draw.arc([value * _TIMES for value in (196, 240, 218, 275)], 20, 130, fill=_SHADE, width=3 * _TIMES)
    draw.arc([value * _TIMES for value in (178, 268, 235, 304)], 25, 155, fill="#a8524b", width=5 * _TIMES)
    return large.resize(_PHOTO, Image.Resampling.LANCZOS)


def _paper(sample: Sample) -> Image.Image:
    width, height = _PAPER
    image = Image.new("RGB", _PAPER, "white")
    draw = ImageDraw.Draw(image)
    for place in range(-height, width, 46):
        draw.line((place, height, place + height, 0), fill=_PALE, width=14)
    draw.rectangle((40, 40, width - 40, height - 40), outline=_LINE, width=6)
    if sample.heading:
        draw.text((90, 90), sample.heading.zh, font=_font("Bold", 52), fill=_LINE)
        draw.text((90, 168), sample.heading.en, font=_font("Regular", 34), fill=_LINE)
    image.paste(_portrait().resize((248, 319)), (width - 340, 250))
    for place, line in enumerate(sample.lines):
        draw.text((90, 270 + 130 * place), line.zh, font=_font("Bold", 34), fill=_INK)
        draw.text((90, 318 + 130 * place), line.en, font=_font("Regular", 26), fill=_INK)
    if sample.mark:
        draw.text((90, height - 130), sample.mark.zh, font=_font("Bold", 30), fill=_WARNING)
        draw.text((90, height - 92), sample.mark.en, font=_font("Regular", 24), fill=_WARNING)
    return image


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(BUILD / "fonts" / f"NotoSansTC-{weight}.ttf"), size)
