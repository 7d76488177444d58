"""HTML to plain text, through nh3 first: what is kept can be shown."""

import html
import re

import nh3

_BLOCKS = re.compile(r"</(?:p|div|li|h[1-6]|tr|blockquote)>|<br\s*/?>", re.IGNORECASE)
_GAPS = re.compile(r"[ \t\r\f\v]*\n\s*")


def plain_text(markup: str) -> str:
    """Scripts and styles vanish with their content, other tags without."""
    if "<" not in markup:
        return html.unescape(markup).strip()
    lines = _BLOCKS.sub("\n", nh3.clean(markup, tags={"p", "br", "div", "li"}, attributes={}))
    return _GAPS.sub("\n", html.unescape(nh3.clean(lines, tags=set(), attributes={}))).strip()
