"""What the writer said this time, without the history below it and the signature; never nothing of something."""

import re

from services.support.actions.answer.cleaning import has_words

# "On Tue, Ana wrote:" and its like, which mail programs put before what they quote; it may be broken over two lines.
_WROTE = re.compile(
    r"(on\b.{5,200}\bwrote|am\b.{5,200}\bschrieb\b.{0,80}|le\b.{5,200}\ba écrit|el\b.{5,200}\bescribió"
    r"|在.{3,200}写道|于.{3,200}写道|\d{4}年.{3,200}写道)\s*[:：]",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"[-_—\s>]*(original message|original appointment|forwarded message|ursprüngliche nachricht|message d'origine"
    r"|原始邮件|转发邮件|转发的邮件)[-_—\s]*",
    re.IGNORECASE,
)
_RULE = re.compile(r"_{20,}|-{20,}")
_HEADER = re.compile(r"\**(from|von|de|发件人)\**\s*[:：]\s*\S.*", re.IGNORECASE)
_HEADERS = re.compile(
    r"\**(sent|date|to|subject|gesendet|datum|an|betreff|发送时间|日期|收件人|主题)\**\s*[:：]", re.IGNORECASE
)
_DEVICE = re.compile(
    r"(sent from my|sent from outlook|get outlook for|von meinem .{2,30} gesendet|发自我的|从我的.{1,20}发送).{0,60}",
    re.IGNORECASE,
)
_LONGEST_SIGNATURE = 12


def cut(text: str) -> str:
    """The new part, or all of it where the cut would leave no words."""
    kept = _without_signature(_without_history(text.split("\n")))
    said = "\n".join(kept).strip()
    return said if has_words(said) else text.strip()


def _without_history(lines: list[str]) -> list[str]:
    """Lines with `>` go; what somebody wrote between or below them stays."""
    kept: list[str] = []
    for at, line in enumerate(lines):
        bare = line.strip()
        if _begins_history(lines, at):
            break
        if bare.startswith(">"):
            _drop_attribution(kept)
            continue
        kept.append(line)
    return kept


def _begins_history(lines: list[str], at: int) -> bool:
    """Everything from here on is what was said before."""
    bare = lines[at].strip()
    following = [line.strip() for line in lines[at + 1 : at + 7] if line.strip()]
    if _ORIGINAL.fullmatch(bare):
        return True
    if _RULE.fullmatch(bare):
        return bool(following) and _is_header_block(following)
    if _HEADER.fullmatch(bare):
        return sum(bool(_HEADERS.match(line)) for line in following[:4]) >= 2
    # Without `>` below it, an attribution heads a history that has lost its marks.
    return _is_attribution(bare, following) and not any(line.startswith(">") for line in following[:2])


def _is_header_block(lines: list[str]) -> bool:
    return bool(_HEADER.fullmatch(lines[0])) and any(_HEADERS.match(line) for line in lines[1:5])


def _is_attribution(bare: str, following: list[str]) -> bool:
    joined = f"{bare} {following[0]}" if following else bare
    return bool(_WROTE.fullmatch(bare) or (len(bare) < 200 and _starts_like_one(bare) and _WROTE.fullmatch(joined)))


def _starts_like_one(bare: str) -> bool:
    return bare.lower().startswith(("on ", "am ", "le ", "el ", "在", "于")) and any(one.isdecimal() for one in bare)


def _drop_attribution(kept: list[str]) -> None:
    """The line that announced a quotation, which may be two."""
    while kept and not kept[-1].strip():
        kept.pop()
    for count in (1, 2):
        if len(kept) >= count and _WROTE.fullmatch(" ".join(line.strip() for line in kept[-count:])):
            del kept[-count:]
            return


def _without_signature(lines: list[str]) -> list[str]:
    """From the usual mark on, if what follows is as short as a signature; a device's greeting at the end."""
    ended = len(lines)
    for at in range(len(lines) - 1, max(-1, len(lines) - 2 - _LONGEST_SIGNATURE), -1):
        if lines[at].rstrip("\r") in {"-- ", "--"}:
            ended = at
    kept = lines[:ended]
    while kept and (not kept[-1].strip() or _DEVICE.fullmatch(kept[-1].strip())):
        kept.pop()
    return kept
