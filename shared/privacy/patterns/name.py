"""Names that their owners introduce. Other names stay: a list of all names would mask half the language."""

import re

_ENGLISH = re.compile(
    r"\b((?i:my (?:full |real |last )?name(?: is|'s|:)|name's|name:|signed,)) {1,3}"
    r"((?!(?:not|on|in|the|spelled|wrong)\b)[^\W\d_][\w'’-]{1,30}(?: [A-Z][\w'’-]{0,30}){0,2})"
)
_CHINESE = re.compile(
    r"(我叫|我的名字(?:是|叫)|我姓名(?:是|叫)?|姓名[:\uff1a]) ?"
    r"([\u3400-\u9fff·]{2,4}?)(?=[,\uff0c。.!\uff01?\uff1f;\uff1b\s]|的|$)"
)


def replace(text: str, mark: str) -> str:
    text = _ENGLISH.sub(lambda match: f"{match.group(1)} {mark}", text)
    return _CHINESE.sub(lambda match: f"{match.group(1)}{mark}", text)
