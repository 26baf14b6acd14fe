"""Contents for tests of papers: an ordinary one, the longest real one, and a hostile one."""

import io
from dataclasses import replace
from datetime import date

from PIL import Image, ImageDraw

from caseportal.documents.contents import PermitContent, Portrait, ReceiptContent, Sex
from shared.i18n import LocalisedText

ISSUER = LocalisedText(zh="內政部移民署", en="National Immigration Agency")
PAGE = "https://portal.example.gov.tw/verify"
CODE = "7KQ4M-2XVB7-RWYP5-HC8SD-93JTNE"


def portrait() -> Portrait:
    """A drawn face in the size of a portrait."""
    picture = Image.new("RGB", (413, 531), "#dbe6ec")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 380, 353, 760), fill="#2f5d73")
    draw.ellipse((126, 110, 287, 340), fill="#e8c3a2")
    draw.pieslice((116, 80, 297, 300), 180, 360, fill="#2b2320")
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=88)
    return Portrait("image/jpeg", stored.getvalue())


PERMIT = PermitContent(
    number="115000000012",
    issuer=ISSUER,
    permit_type=LocalisedText(zh="大陸地區人民多次入出境證", en="Multiple Exit and Entry Permit, Mainland Area"),
    purpose=LocalisedText(zh="陸生就學", en="Study"),
    name_zh="林小明",
    name_en="LIN, HSIAO-MING",
    resident_number="UA12345678",
    passport_number="T12345678",
    identity_number="360426199101010071",
    birth_date=date(1991, 1, 1),
    sex=Sex.MALE,
    birth_place="江西省",
    address="243 新北市泰山區工專路84號學生宿舍B棟302室",
    school="國立臺北科技大學",
    issued_on=date(2026, 11, 21),
    valid_until=date(2028, 11, 20),
    stay_until=date(2028, 11, 20),
    portrait=portrait(),
    verification_page=PAGE,
    verification_code=CODE,
)
RECEIPT = ReceiptContent(
    number="115000000007",
    issuer=ISSUER,
    case_number="115000000012",
    group_number="000000012",
    application=LocalisedText(zh="陸生換發多次證申請", en="Multiple-entry permit for mainland students"),
    item=LocalisedText(zh="證照費", en="Permit fee"),
    payer_zh="林小明",
    payer_en="LIN, HSIAO-MING",
    amount=1000,
    method=LocalisedText(zh="國際信用卡網路繳費", en="International credit card"),
    paid_on=date(2026, 11, 21),
    issued_on=date(2026, 11, 21),
    trade_number="2611210900000001",
    verification_page=PAGE,
    verification_code=CODE,
)

LONG_NAME_ZH = "阿卜杜热西提艾力艾海提买买提明吐尔逊" * 3 + "古丽努"
LONG_NAME_EN = "ABDURESHIT ELI EHET MEMETIMIN TURSUN GULNAR-PEREZHAT ROZI-HA"
LONG_ADDRESS = ("臺北市大安區羅斯福路四段一號國立臺灣大學男生第一宿舍" * 5)[:115] + "三百零二"
LONG_PERMIT = replace(
    PERMIT,
    name_zh=LONG_NAME_ZH[:60],
    name_en=LONG_NAME_EN[:60],
    address=LONG_ADDRESS[:120],
    birth_place="新疆維吾爾自治區巴音郭楞蒙古自治州和靜縣",
    school="國立臺灣師範大學科技與工程學院圖文傳播學系暨研究所" * 2,
)
HOSTILE = "</dd><script>alert(1)</script><img src=file:///etc/passwd><style>*{display:none}</style>{{ 7*7 }}"
