"""What permit and receipt look like to a reader, to a scanner and to a screen reader."""

import io
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from caseportal.documents.amounts import formal_amount
from caseportal.documents.contents import Content
from caseportal.documents.rendering import render
from tests.caseportal.documents.contents import CODE, HOSTILE, LONG_PERMIT, PAGE, PERMIT, RECEIPT

A4_POINTS = (595, 842)


def text_of(document: bytes) -> str:
    """All the text of a PDF, without line breaks and blanks."""
    with pypdfium2.PdfDocument(document) as pdf:
        return "".join(page.get_textpage().get_text_bounded() for page in pdf).translate(
            {ord(blank): None for blank in " \r\n　\ufffe\u00ad"}
        )


def plain(text: str) -> str:
    """The same for what is looked for."""
    return text.replace(" ", "").replace("　", "")


@pytest.fixture(scope="module")
def permit(fonts: Path) -> bytes:
    """An ordinary permit."""
    return render(PERMIT, fonts)


@pytest.mark.parametrize(("content", "pages"), [(PERMIT, 2), (LONG_PERMIT, 2), (RECEIPT, 1)])
def test_every_value_is_there_on_a4(fonts: Path, content: Content, pages: int) -> None:
    """Each value stands whole in the text, the longest real ones too, on the expected number of A4 pages."""
    document = render(content, fonts)
    text = text_of(document)
    for field in fields(content):
        value = getattr(content, field.name)
        if isinstance(value, str) and field.name not in ("sex",):
            assert plain(value) in text, field.name
    with pypdfium2.PdfDocument(document) as pdf:
        assert len(pdf) == pages
        assert {tuple(round(side) for side in page.get_size()) for page in pdf} == {A4_POINTS}


def test_the_permit_says_what_the_source_does(permit: bytes) -> None:
    """Title, notices, labels in both languages, and dates in both calendars are printed."""
    text = text_of(permit)
    for words in (
        "中華民國臺灣地區入出境許可證", "PLEASEAPPLYFORCORRECTION", "許可證類別Permittype", "有效期限Dateofexpiry",
        "20Nov2028", "民國117年11月20日（2028年11月20日）", "01Jan1991", "男", "Male", "在臺地址AddressinTaiwan",
    ):  # fmt: skip
        assert words.lower() in text.lower(), words


def test_there_are_twenty_boxes_for_each_direction(permit: bytes) -> None:
    """Twenty boxes for exit stamps and twenty for entry stamps, four on the front."""
    assert text_of(permit).count("出境查驗Exitinspection") == 20
    assert text_of(permit).count("入境查驗Entryinspection") == 20
    with pypdfium2.PdfDocument(permit) as pdf:
        front = pdf[0].get_textpage().get_text_bounded()
    assert front.count("出境查驗") == 4


def characters(document: bytes, page_number: int) -> list[tuple[float, float, float, float]]:
    """The boxes of all visible characters of a page, in points: left, bottom, right, top."""
    with pypdfium2.PdfDocument(document) as pdf:
        text = pdf[page_number].get_textpage()
        boxes = [
            text.get_charbox(index) for index in range(text.count_chars()) if text.get_text_range(index, 1).strip()
        ]
    return [box for box in boxes if box[2] - box[0] > 1 and box[3] - box[1] > 1]


@pytest.mark.parametrize("content", [PERMIT, LONG_PERMIT, RECEIPT])
def test_nothing_overlaps_or_leaves_the_page(fonts: Path, content: Content) -> None:
    """No two characters cover each other by more than a third, and none leaves the printable area."""
    boxes = sorted(set(characters(render(content, fonts), 0)))  # a ligature has one box for two characters
    for rank, (left, bottom, right, top) in enumerate(boxes):
        assert left >= 28
        assert right <= A4_POINTS[0] - 28
        for other_left, other_bottom, other_right, other_top in boxes[rank + 1 :]:
            if other_left >= right:
                break
            width = min(right, other_right) - other_left
            height = min(top, other_top) - max(bottom, other_bottom)
            smaller = min((right - left) * (top - bottom), (other_right - other_left) * (other_top - other_bottom))
            assert width <= 0 or height <= 0 or width * height <= smaller / 3


@pytest.mark.parametrize("content", [PERMIT, RECEIPT])
def test_the_qr_code_reads_back(fonts: Path, content: Content) -> None:
    """A scanner reads the verification address from the printed page."""
    with pypdfium2.PdfDocument(render(content, fonts)) as pdf:
        picture = pdf[0].render(scale=200 / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [f"{PAGE}/{CODE}"]


def test_the_document_is_tagged_titled_and_in_its_language(permit: bytes) -> None:
    """PDF/UA-1 is claimed, the structure is there, title and language are set, the fonts are embedded."""
    with pikepdf.open(io.BytesIO(permit)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "zh-Hant-TW"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "中華民國臺灣地區入出境許可證" in metadata["dc:title"]
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_hostile_text_has_no_effect(fonts: Path) -> None:
    """Markup, script, file addresses and template code print as what they are, and fetch nothing."""
    content = replace(PERMIT, name_zh=HOSTILE[:60], address=HOSTILE, school=HOSTILE)
    document = render(content, fonts)
    assert plain(HOSTILE) in text_of(document)
    assert b"/JavaScript" not in document
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert "/Names" not in pdf.Root
        assert "root:" not in text_of(document)


def test_a_missing_font_stops_the_document(tmp_path: Path) -> None:
    """Without its fonts no permit is made: a fall-back typeface is not what was tested."""
    with pytest.raises(FileNotFoundError):
        render(PERMIT, tmp_path)


def test_a_permit_without_portrait_still_prints(fonts: Path) -> None:
    """A case type that asks for no photo leaves the frame empty."""
    assert plain(PERMIT.name_zh) in text_of(render(replace(PERMIT, portrait=None, valid_until=date(2027, 1, 1)), fonts))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "新臺幣零元整"), (8, "新臺幣捌元整"), (300, "新臺幣參佰元整"), (1000, "新臺幣壹仟元整"),
        (1300, "新臺幣壹仟參佰元整"), (10_010, "新臺幣壹萬零壹拾元整"), (1_000_005, "新臺幣壹佰萬零伍元整"),
        (20_305, "新臺幣貳萬零參佰零伍元整"), (100_000_000, "新臺幣壹億元整"),
    ],
)  # fmt: skip
def test_formal_amounts(amount: int, words: str) -> None:
    """Amounts in the numerals of receipts, gaps said once."""
    assert formal_amount(amount) == words


@pytest.mark.parametrize("amount", [-1, 10**12])
def test_amounts_that_do_not_fit_raise(amount: int) -> None:
    """A negative amount, or one beyond the numerals, is a mistake of the caller."""
    with pytest.raises(ValueError, match="No formal numerals"):
        formal_amount(amount)
