"""Markdown from articles as safe HTML, and numbers as people read them."""

import re

import nh3
from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from markdown_it import MarkdownIt

from services.support.actions.reports.telling import say
from services.support.models import Message
from services.support.models.choices import Rung
from shared.numbers import rounded
from shared.privacy import mask

register = template.Library()
# Raw HTML in an article stays text; the cleaner behind it is a second wall.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


@register.filter
def markdown(text: str) -> SafeString:
    html = nh3.clean(_MARKDOWN.render(text), tags=_TAGS, url_schemes={"http", "https", "mailto", "tel"})
    return mark_safe(html)  # noqa: S308 - cleaned above


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """0.934 as 93 %, or a dash where there is nothing to divide by."""
    return "–" if share is None else f"{rounded(100 * share, digits)} %"


@register.filter
def masked(text: str) -> str:
    """Without what identifies a person: for words of agents, who call customers by their names."""
    return mask(text).text


@register.filter
def outcome(words: str) -> str:
    """What came of an evaluation case, as the gate keeps it: the rung that spoke, and with what."""
    rung, _space, got = words.partition(" ")
    return f"{Rung(rung).label} {got}".strip() if rung in Rung.values else words


@register.filter
def milliseconds(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{rounded(value / 1000, 1)} s" if value >= 999.5 else f"{rounded(value)} ms"


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds, minutes, hours or days, whichever is read at a glance."""
    return say(seconds, "seconds")


@register.filter
def language_name(code: str) -> str:
    """A language in its own name, or its code where Django does not know it."""
    try:
        return str(get_language_info("zh-hans" if code == "zh" else code)["name_local"])
    except KeyError:
        return code


@register.filter
def in_language(texts: dict[str, str], language: str) -> str:
    """The text for a language, else the English one, else any."""
    short = language.split("-")[0]
    return texts.get(language) or texts.get(short) or texts.get("en") or next(iter(texts.values()), "")


@register.filter
def cited_answer(message: Message) -> SafeString:
    """An answer with its lists and tables, each `[n]` a link to the passage it stands on."""
    html = nh3.clean(_MARKDOWN.render(message.text), tags=_TAGS, url_schemes={"http", "https", "mailto", "tel"})
    known = {citation["n"]: citation for citation in message.citations}

    def link(mark: re.Match[str]) -> str:
        citation = known.get(int(mark[1]))
        if citation is None:
            return mark[0]
        address = f"{reverse('source', args=[citation['chunk']])}?version={citation['version']}"
        return f'<sup><a href="{escape(address)}" target="_blank" rel="noopener">{mark[0]}</a></sup>'

    return mark_safe(re.sub(r"\[(\d{1,3})\]", link, html))  # noqa: S308 - cleaned above, links are ours


@register.filter
def metric(value: float | None, name: str) -> str:
    """Shares as percent, everything else with three digits."""
    if value is None:
        return "–"
    return percent(value, 1) if _is_share(name) else rounded(value, 3)


def _is_share(name: str) -> bool:
    return name.rpartition(".")[2].startswith(("accuracy", "coverage", "hit@", "oos_rejected", "wrong"))
