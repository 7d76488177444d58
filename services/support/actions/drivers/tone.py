"""How a customer's message sounds, and whether it says the same again. English and Chinese, without a model."""

import re

from services.support.actions.answer import wishes

# Words about the service rather than about the matter: a lost card is sad, and no reproach.
_BAD = re.compile(
    r"""
    \b(?:angry|annoy(?:ed|ing)|awful|terrible|horrible|ridiculous|unacceptable|useless|pointless|frustrat\w+|
         disappoint\w+|worst|fed\s+up|a\s+joke|rubbish|nonsense|hopeless|disgrace\w*|pathetic|sick\s+of|
         waste\s+of\s+(?:my\s+)?time|complain\w*|complaint|incompetent|no\s*(?:one|body)\s+(?:answers|helps|cares)|
         still\s+(?:waiting|no(?:thing|t)?|haven['’]?t|doesn['’]?t|didn['’]?t)|how\s+many\s+times|for\s+the\s+(?:second|third|\w+th)\s+time|
         already\s+(?:told|said|asked)|not\s+(?:great|good|perfect|happy|solved|helpful))\b
    | 生气 | 气死 | 垃圾 | 太差 | 糟糕 | 离谱 | 失望 | 投诉 | 无语 | 浪费(?:我的?)?时间 | 骗(?:人|子) | 怎么还(?:没|不)
    | 还是(?:没|不行) | 没人(?:管|理|回) | 太慢 | 说了(?:几|多少|好几)[次遍] | 已经(?:说|问)过 | 受不了 | 敷衍 | 烦死
    | 不满意 | 没解决
    """,
    re.IGNORECASE | re.VERBOSE,
)
_GOOD = re.compile(
    r"""
    \b(?:thanks|thank\s+you|thx|cheers|great|perfect|helpful|excellent|brilliant|lovely|awesome|wonderful|
         appreciate\w*|that\s+work(?:s|ed)|works\s+now|solved|sorted)\b
    | 谢谢 | 多谢 | 感谢 | 太好了 | 不错 | 满意 | 解决了 | 明白了 | 帮(?:了)?大忙 | 很棒
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SHOUTED = re.compile(r"[!！?？]{2,}")
_LATIN = re.compile(r"[a-z][a-z'’]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
# Fewer letters in capitals are names of things.
_SHOUTING_LETTERS = 8
_SAME = 0.5


def tone(text: str) -> int:
    """-1 for reproach or shouting, 1 for thanks or praise, else 0."""
    if wishes.is_unhappy(text) or _BAD.search(text) or _is_shouted(text):
        return -1
    return 1 if _GOOD.search(text) else 0


def is_courtesy(text: str) -> bool:
    return wishes.courtesy(text) is not None


def repeats(text: str, earlier: list[str]) -> bool:
    """Whether half of the words (in Chinese, pairs of characters) of both stood in one of the earlier messages."""
    mine = _tokens(text)
    return len(mine) > 1 and any(_overlap(mine, _tokens(other)) >= _SAME for other in earlier)


def _is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha() and character.lower() != character.upper()]
    capitals = sum(character.isupper() for character in letters)
    loud = len(letters) >= _SHOUTING_LETTERS and capitals > 0.7 * len(letters)
    return loud or bool(_SHOUTED.search(text))


def _tokens(text: str) -> set[str]:
    lowered = text.lower()
    pairs = {run[place : place + 2] for run in _HAN.findall(lowered) for place in range(len(run) - 1)}
    return set(_LATIN.findall(lowered)) | pairs


def _overlap(first: set[str], second: set[str]) -> float:
    return len(first & second) / len(first | second) if second else 0.0
