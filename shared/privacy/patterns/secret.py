"""Passwords, passcodes and one-time codes that customers write although nobody asks."""

import re

_NAMED = r"(?:pass(?:word|code)|pin(?: code)?|cvv|cvc|security code|one-?time code|otp)"
_ENGLISH = re.compile(rf"\b({_NAMED})( is|:| =|=) {{0,3}}(?=[^\s,;]{{0,40}}\d)[^\s,;\[\]]{{3,40}}", re.IGNORECASE)
_CHINESE = re.compile(r"(密码|验证码|安全码)(是|为|:|\uff1a) ?[A-Za-z0-9]{3,40}")


def replace(text: str, mark: str) -> str:
    text = _ENGLISH.sub(lambda match: f"{match.group(1)}{match.group(2)} {mark}", text)
    return _CHINESE.sub(lambda match: f"{match.group(1)}{match.group(2)}{mark}", text)
