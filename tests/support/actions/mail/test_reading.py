"""Mail of strangers becomes words and files, in bounded time, or is refused."""

import base64
from contextlib import suppress
from email.message import EmailMessage
from time import monotonic

import pytest

from services.support.actions.mail.reading import Unreadable, read
from services.support.actions.mail.reading.letters import MOST_FILES
from services.support.models.choices import Verdict
from tests.support.actions.mail.letters import letter

HEAD = b"From: jo@customer.example\r\nSubject: Hi\r\nMessage-ID: <a@b.example>\r\n"
GMAIL = "What about Plus?\n\nOn Tue, 3 Nov 2026 at 10:00, Bank <help@bank.example> wrote:\n> It is free.\n> Really.\n"
BROKEN_LINE = (
    "And abroad?\n\nOn Tue, 3 Nov 2026 at 10:00, The Bank of Somewhere\n<help@bank.example> wrote:\n\n> Free.\n"
)
OUTLOOK = (
    "Thanks, and the fee?\n\n________________________________\n"
    "From: Bank <h@b.example>\nSent: Monday\nTo: Jo\nSubject: Re\n\nold words"
)
OLDER = "One more thing.\n\n-----Original Message-----\nFrom: Bank\n\nold words"
CHINESE = "年费多少？\n\n在 2026年11月3日，银行 <help@bank.example> 写道：\n> 免费。\n"
QQ = "年费多少？\n\n------------------ 原始邮件 ------------------\n发件人: 银行\n发送时间: 今天\n\n旧内容"
BETWEEN = "> Is it free?\nNo, I asked about Plus.\n> When?\nToday."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (GMAIL, "What about Plus?"),
        (BROKEN_LINE, "And abroad?"),
        (OUTLOOK, "Thanks, and the fee?"),
        (OLDER, "One more thing."),
        (CHINESE, "年费多少？"),
        (QQ, "年费多少？"),
        (BETWEEN, "No, I asked about Plus.\nToday."),
        ("Is it free?\n-- \nJo Doe\nDirector", "Is it free?"),
        ("Is it free?\n\nSent from my iPhone", "Is it free?"),
        ("On holiday I wrote: nothing.\nIs that a fee?", "On holiday I wrote: nothing.\nIs that a fee?"),
        ("From: me to you\nIs it free?", "From: me to you\nIs it free?"),
        ("-- \nIs it free?", "-- \nIs it free?"),
    ],
)
def test_what_was_said_before_is_cut_and_what_is_new_stays(written: str, said: str) -> None:
    assert read(letter(written).as_bytes()).text == said


@pytest.mark.parametrize("written", ["> Only a quotation", "-----Original Message-----\nForwarded without a word"])
def test_a_cut_never_leaves_nothing(written: str) -> None:
    assert read(letter(written).as_bytes()).text == written


def test_plain_text_is_preferred_and_html_read_where_there_is_none() -> None:
    both = letter("plain words")
    both.add_alternative("<p>html words</p>", subtype="html")
    assert read(both.as_bytes()).text == "plain words"
    only = letter("")
    page = (
        "<style>p{}</style><script>alert(1)</script><p>First &amp; <b>bold</b></p><p style='display:none'>hidden</p>"
        "<div>second<br>third</div><div class='gmail_quote'>old <div>words</div></div><img src=x onerror=alert(1)>"
    )
    only.set_content(page, subtype="html")
    assert read(only.as_bytes()).text == "First & bold\n\nsecond\nthird"


@pytest.mark.parametrize(
    ("charset", "data", "said"),
    [
        ("gb2312", "年费多少？朱镕基".encode("gbk"), "年费多少？朱镕基"),
        ("no-such-charset", "Wie hoch ist die Gebühr?".encode(), "Wie hoch ist die Gebühr?"),
        ("us-ascii", "Gebühr?".encode(), "Gebühr?"),
        ("punycode", b"plain", "plain"),
        ("utf-16", b"\x00\x01x", None),
    ],
)
def test_charsets_that_are_wrong_do_not_lose_the_mail(charset: str, data: bytes, said: str | None) -> None:
    body = base64.encodebytes(data)
    head = HEAD + f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    found = read(head + body)
    assert found.verdict == Verdict.TAKEN
    assert said is None or found.text == said


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"Auto_Submitted": "auto-replied"}, Verdict.AUTOMATIC),
        ({"Auto_Submitted": "no"}, Verdict.TAKEN),
        ({"Precedence": "Bulk"}, Verdict.AUTOMATIC),
        ({"List_Id": "<news.example>"}, Verdict.AUTOMATIC),
        ({"sender": "no-reply@shop.example"}, Verdict.AUTOMATIC),
        ({"sender": "help@bank.example"}, Verdict.OWN),
        ({"X_Loop": "help@bank.example"}, Verdict.OWN),
        ({"Return_Path": "<>"}, Verdict.BOUNCE),
        ({"sender": "MAILER-DAEMON@mx.example"}, Verdict.BOUNCE),
        ({"sender": ""}, Verdict.NO_SENDER),
        ({"sender": "a@b.example, c@d.example"}, Verdict.NO_SENDER),
        ({"sender": "jo@ex\u00e4mple.example"}, Verdict.NO_SENDER),
    ],
)
def test_what_nobody_wrote_is_known(given: dict[str, str], verdict: Verdict) -> None:
    assert read(letter(**given).as_bytes(), own={"help@bank.example"}).verdict == verdict


@pytest.mark.parametrize(
    "sender",
    [
        b"jo@customer.example\nBcc: all@victims.example",
        b"=?utf-8?q?jo=40customer.example=0D=0ABcc:_x=40y.example?= <jo@customer.example>",
        b'"jo@customer.example\\\r\n Bcc: x@y.example" <jo@customer.example>',
        b"<jo@customer.example>, <x@y.example>",
        b"jo@customer.example\x00x@y.example",
    ],
)
def test_a_sender_is_one_address_or_none(sender: bytes) -> None:
    found = read(b"From: " + sender + b"\r\nSubject: x\r\n\r\nhello there")
    assert found.sender in {"", "jo@customer.example"}


def test_a_subject_is_one_line_whatever_was_encoded_in_it() -> None:
    subject = b"Subject: =?utf-8?q?Hi=0D=0ABcc:_all=40victims.example?=\r\n"
    assert "\n" not in read(b"From: a@b.example\r\n" + subject + b"\r\nhello").subject


def test_two_senders_headers_are_none() -> None:
    assert read(b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nhello").verdict == Verdict.NO_SENDER


def _nested(levels: int) -> bytes:
    """A multipart within a multipart, and so on."""
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels))
    return HEAD + head + b"Content-Type: text/plain\r\n\r\ndeep\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        _nested(500),
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 10_000,
        HEAD + b"X: " + b"a" * 300_000 + b"\r\n\r\nhello",
        b"a" * (26 * 1024 * 1024),
        b"",
    ],
    ids=["nested", "parts", "headers", "huge", "empty"],
)
def test_bombs_are_refused_or_survived_in_a_moment(raw: bytes) -> None:
    began = monotonic()
    with suppress(Unreadable):
        read(raw)
    assert monotonic() - began < 10


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"(" * 100_000 + b"\r\n\r\nhello",
        b"From: " + b"a@b.example, " * 10_000 + b"\r\n\r\nhello",
        HEAD + b"Content-Type: text/plain; " + b"a=b; " * 20_000 + b"\r\n\r\nhello",
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000 + b"hello",
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a href='" * 50_000 + b"hello",
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--" * 100_000 + b"hello",
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"</<![CDATA[<?" * 40_000 + b"hello",
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<blockquote><script>" * 20_000 + b"hello",
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"&#" * 200_000 + b"hello",
        HEAD + b"\r\n" + b"> " * 200_000 + b"\n" + b"On " * 100_000 + b"wrote:",
        HEAD + b"\r\n" + b"on 1\n" * 100_000,
        HEAD + b"\r\n" + b"- " * 200_000 + b"\n" + b"From: " * 50_000,
        HEAD + b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        HEAD + b"Content-Type: multipart/mixed; boundary=\x00\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
        HEAD + b"Content-Disposition: attachment; filename*=utf-9''%ff\r\n\r\nhello",
        b"\x00\xff" * 1000 + b"\r\n\r\n" + b"\x00\xff" * 1000,
    ],
)
def test_bent_mail_is_read_in_a_moment(raw: bytes) -> None:
    began = monotonic()
    read(raw)
    assert monotonic() - began < 10


def test_files_are_taken_up_to_a_number_and_logos_are_not() -> None:
    mail = letter()
    for number in range(MOST_FILES + 2):
        mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=f"../{number}.pdf")
    mail.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", disposition="inline", cid="<logo@x>")
    found = read(mail.as_bytes())
    assert (len(found.files), found.left_out) == (MOST_FILES, 2)


def test_a_forwarded_mail_is_a_file_and_not_words() -> None:
    inner = letter("secret words of another")
    outer = EmailMessage()
    outer["From"] = "jo@customer.example"
    outer.set_content("See below.")
    outer.add_attachment(inner)
    assert read(outer.as_bytes()).text == "See below."


def test_a_long_text_is_shortened() -> None:
    found = read(letter("word " * 10_000).as_bytes())
    assert len(found.text) <= 20_000
    assert found.text.endswith("[…]")


def test_a_bounce_names_what_came_back() -> None:
    raw = HEAD.replace(b"jo@", b"mailer-daemon@") + b"\r\nFailed.\r\n\r\nMessage-ID: <ours@bank.example>\r\n"
    assert "<ours@bank.example>" in read(raw).given_back
