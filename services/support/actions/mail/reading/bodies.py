"""The words of a mail: plain text where it says something, else its HTML read as text."""

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message

from lxml import etree

from services.support.actions.answer.cleaning import clean, has_words
from services.support.actions.mail.reading.headers import FAULTS

_MOST_BYTES = 512_000
# Names of codecs that turn bytes into text in linear time; others are transformations, or slow on purpose.
_CHARSET = re.compile(
    r"utf_?(7|8|16|32).*|ascii|latin_?1|iso8859.*|cp\d+|koi8.*|gb.*|big5.*|euc.*|shift.*|iso2022.*|hz|mac.*"
)
# What is labelled with the older Chinese sets often uses letters of the newest, which contains them.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "ascii": "utf-8"}
_BREAKS = {
    "blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tr", "ul",
}  # fmt: skip
_NO_WORDS = {"script", "style", "head", "title", "template", "noscript", "svg", "math", "iframe", "object", "textarea"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?!\.?[1-9])", re.IGNORECASE)


def best_of(plain: list[Message], html: list[Message]) -> str:
    """Of all parts that are words."""
    said = clean("\n".join(map(text_of_part, plain)))
    if has_words(said) or not html:
        return said
    return clean("\n".join(text_of_html(text_of_part(part)) for part in html)) or said


def text_of_part(part: Message) -> str:
    data = bytes_of(part)[:_MOST_BYTES]
    try:
        named = part.get_content_charset("utf-8")
    except FAULTS:
        named = "utf-8"
    return decoded(data, named)


def bytes_of(part: Message) -> bytes:
    """The decoded content; broken base64 gives what could be read of it."""
    try:
        data = part.get_payload(decode=True)
    except FAULTS:
        return b""
    return data if isinstance(data, bytes) else b""


def decoded(data: bytes, charset: str) -> str:
    """By the charset that is named, if it is one and fits; else by the likeliest."""
    for name in (_known(charset), "utf-8", "gb18030"):
        try:
            return data.decode(name) if name else data.decode("utf-8")
        except (UnicodeError, LookupError):
            continue
    return data.decode("latin-1")


def text_of_html(html: str) -> str:
    """Lines as a reader sees them; nothing hidden and none of what was quoted, unless that is all there is.

    What comes out is text and is escaped wherever it is shown: nothing has to be cleaned, only read in linear time.
    """
    said = _as_lines(html, cuts=True)
    return said if has_words(said) else _as_lines(html, cuts=False)


def _as_lines(html: str, *, cuts: bool) -> str:
    reader = _Reader(cuts=cuts)
    parser = etree.HTMLParser(target=reader, encoding="utf-8", no_network=True)
    # What was read before it gave up is still what was said.
    with suppress(etree.LxmlError):
        etree.fromstring(html.replace("\x00", "").encode("utf-8", "replace"), parser)
    spaced = re.sub(r"[ \t\u00a0]+", " ", "".join(reader.found))
    return clean(spaced.replace(" \n", "\n").replace("\n ", "\n"))


class _Reader:
    """Collects text as the parser comes by it, without a tree; skips what is left out, to the tag that closes it."""

    def __init__(self, *, cuts: bool) -> None:
        self.found: list[str] = []
        self._cuts, self._skipped, self._depth = cuts, "", 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skipped:
            self._depth += tag == self._skipped
        elif tag in _NO_WORDS or (self._cuts and _is_left_out(tag, attributes)):
            self._skipped, self._depth = tag, 1
        elif tag in _BREAKS:
            self.found.append("\n")

    def end(self, tag: str) -> None:
        if self._skipped:
            self._depth -= tag == self._skipped
            self._skipped = self._skipped if self._depth else ""
        elif tag in _BREAKS - {"br", "hr"}:
            self.found.append("\n")
        elif tag in {"td", "th"}:
            self.found.append(" ")

    def data(self, text: str) -> None:
        if not self._skipped:
            self.found.append(text.replace("\n", " "))

    def close(self) -> None:
        """Nothing is left open."""


def _is_left_out(tag: str, given: Mapping[str, str]) -> bool:
    words = set(given.get("class", "").split())
    if tag == "blockquote" or words & {"gmail_quote", "gmail_signature", "yahoo_quoted", "moz-cite-prefix"}:
        return True
    if given.get("id") in {"divRplyFwdMsg", "appendonsend", "Signature"}:
        return True
    return "hidden" in given or bool(_HIDDEN.search(given.get("style", "")))


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset[:40]).name.replace("-", "_")
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(name, name) if _CHARSET.fullmatch(name) else ""
