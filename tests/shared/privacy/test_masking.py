"""Personal data is found in English and Chinese; ordinary numbers are left alone; no text makes it slow or unstable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy import mask

PERSONAL = {
    "email": "write to Ann.Lee+bank@mail.example.com please",
    "card": "my card 4111 1111 1111 1111 is lost",
    "iban": "IBAN GB82 WEST 1234 5698 7654 32 and nothing else",
    "phone": "call +44 20 7946 0123 today",
    "ip": "from 203.0.113.7 yesterday",
    "name": "hello, my name is Ann Lee and my card is lost",
    "secret": "the passcode is 4921 by the way",
    "national_id": "my ssn 536-90-4399",
}
CHINESE = {
    "phone": "请打我电话13812345678,谢谢",
    "name": "我叫王小明,卡丢了",
    "email": "邮箱:wang@example.com。",
    "national_id": "身份证11010519491231002X",
    "secret": "我的密码是abc123",
}
ORDINARY = [
    "I paid 12,500.00 EUR on 2026-01-31 and 4,90 since",
    "transfer 1234567 arrived at 16:00 CET, order 20261122",
    "it costs 5–7 days and 0.50 EUR, limit 15,000",
    "汇款5000元,2026年11月22日到账,订单号12345678",
    "my name is spelled wrong on the card",
    "the PIN is blocked, what is the limit",
    "std::vector and 3:45",
    "I'm in Spain",
]


@pytest.mark.parametrize("kind", PERSONAL)
def test_personal_data_is_masked(kind: str) -> None:
    masked = mask(PERSONAL[kind])
    assert masked.found == [kind]
    assert f"[{kind}]" in masked.text


@pytest.mark.parametrize("kind", CHINESE)
def test_chinese_personal_data_is_masked(kind: str) -> None:
    assert mask(CHINESE[kind]).found == [kind]


def test_what_surrounds_it_stays() -> None:
    assert mask(PERSONAL["iban"]).text == "IBAN [iban] and nothing else"
    assert mask(PERSONAL["name"]).text == "hello, my name is [name] and my card is lost"


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_numbers_stay(text: str) -> None:
    assert mask(text).text == text


@given(st.text(alphabet="a1 +-.@:[]我叫是密码GB82", max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["1", "a", "a@", "1 ", "GB82", "1.", "::", "my name is ", "我叫", "+("])
def test_a_megabyte_of_anything_is_read_in_one_go(piece: str) -> None:
    assert mask(piece * (1_000_000 // len(piece))).text
