"""CheckMacValue against the published vectors and against small changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseportal.payments.gateways.ecpay.checkmac import FIELD, check_mac_value, encoded, is_signed, signed

STAGE = ("pwFHCqoQZGmho4w6", "EkRm7iFT261dpevs")

OFFICIAL_FIELDS = {
    "TradeDesc": "促銷方案",
    "PaymentType": "aio",
    "MerchantTradeDate": "2023/03/12 15:30:23",
    "MerchantTradeNo": "ecpay20230312153023",
    "MerchantID": "3002607",
    "ReturnURL": "https://www.ecpay.com.tw/receive.php",
    "ItemName": "Apple iphone 15",
    "TotalAmount": "30000",
    "ChoosePayment": "ALL",
    "EncryptType": "1",
}
OFFICIAL_TEXT = (
    "hashkey%3dpwfhcqoqzgmho4w6%26choosepayment%3dall%26encrypttype%3d1%26itemname%3dapple+iphone+15%26merchantid%3d"
    "3002607%26merchanttradedate%3d2023%2f03%2f12+15%3a30%3a23%26merchanttradeno%3decpay20230312153023%26paymenttype"
    "%3daio%26returnurl%3dhttps%3a%2f%2fwww.ecpay.com.tw%2freceive.php%26totalamount%3d30000%26tradedesc%3d%e4%bf%83"
    "%e9%8a%b7%e6%96%b9%e6%a1%88%26hashiv%3dekrm7ift261dpevs"
)
CALLBACK_FIELDS = {
    "MerchantID": "3002607",
    "MerchantTradeNo": "R108695200100A1",
    "RtnCode": "1",
    "RtnMsg": "交易成功",
    "TradeNo": "2610311530231234",
    "TradeAmt": "500",
    "PaymentDate": "2026/10/31 15:31:02",
    "PaymentType": "BARCODE_BARCODE",
    "PaymentTypeChargeFee": "15",
    "TradeDate": "2026/10/31 15:30:23",
    "SimulatePaid": "0",
    "StoreID": "",
    "CustomField1": "",
    "CustomField2": "",
    "CustomField3": "",
    "CustomField4": "",
}
VECTORS = [
    (OFFICIAL_FIELDS, "6C51C9E6888DE861FD62FB1DD17029FC742634498FD813DC43D4243B5685B840"),
    (
        {
            "MerchantID": "3002607",
            "MerchantTradeNo": "Test1234567890",
            "MerchantTradeDate": "2025/01/01 12:00:00",
            "PaymentType": "aio",
            "TotalAmount": "100",
            "TradeDesc": "測試",
            "ItemName": "測試商品",
            "ReturnURL": "https://example.com/notify",
            "ChoosePayment": "ALL",
            "EncryptType": "1",
        },
        "291CBA324D31FB5A4BBBFDF2CFE5D32598524753AFD4959C3BF590C5B2F57FB2",
    ),
    (
        {"MerchantID": "3002607", "ItemName": "Tom's Shop", "TotalAmount": "100"},
        "CF0A3D4901D99459D8641516EC57210700E8A5C9AB26B1D021301E9CB93EF78D",
    ),
    (
        {"MerchantID": "3002607", "ItemName": "Test~Product", "TotalAmount": "200"},
        "CEEAE01D2F9A8E74D4AC0DCE7735B046D73F35A5EC99558A31A2EE03159DA1C9",
    ),
    (
        {"MerchantID": "3002607", "ItemName": "My Test Product", "TotalAmount": "300"},
        "7712A5E6EDC3B57086063C88568084C66CE882A21D40E74DE5ACA3B478C6F316",
    ),
    (CALLBACK_FIELDS, "930F4D504F5B3CE66A66995906CFFB39B110F299BC38BA09D0765D6934781274"),
]


@pytest.mark.parametrize(("fields", "expected"), VECTORS)
def test_published_vectors(fields: dict[str, str], expected: str) -> None:
    """Every published vector with SHA-256 reproduces: Chinese, apostrophe, tilde, blanks, empty fields."""
    assert check_mac_value(fields, *STAGE) == expected
    assert is_signed(fields | {FIELD: expected}, *STAGE)


def test_the_text_that_is_hashed() -> None:
    """The official example's intermediate text is matched, so that a failure shows which half broke."""
    ordered = sorted(OFFICIAL_FIELDS.items(), key=lambda pair: pair[0].lower())
    text = "HashKey=" + STAGE[0] + "".join(f"&{name}={value}" for name, value in ordered) + "&HashIV=" + STAGE[1]
    assert encoded(text) == OFFICIAL_TEXT


@given(st.dictionaries(st.text(min_size=1), st.text()), st.text(min_size=1), st.text())
def test_any_change_breaks_the_signature(fields: dict[str, str], name: str, value: str) -> None:
    """What was signed is believed, and one added or changed field is not."""
    complete = signed(fields, *STAGE)
    assert is_signed(complete, *STAGE)
    changed = complete | {name: value}
    # Letter case is lost before hashing: that is the specification's weakness, and no field of ours rests on it.
    same = {k.lower(): v.lower() for k, v in changed.items()} == {k.lower(): v.lower() for k, v in complete.items()}
    assert same or not is_signed(changed, *STAGE)


def test_empty_fields_are_part_of_what_is_signed() -> None:
    """Leaving empty fields out gives another value, so a message that drops them is not believed."""
    complete = signed(CALLBACK_FIELDS, *STAGE)
    assert not is_signed({name: value for name, value in complete.items() if value}, *STAGE)
    assert not is_signed(CALLBACK_FIELDS, *STAGE)
