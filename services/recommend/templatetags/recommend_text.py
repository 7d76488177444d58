"""Shares, ways, reasons and names as people read them."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from services.recommend.models.choices import EventKind
from shared.numbers import rounded

register = template.Library()
_WAYS = {
    "segment": _("Popular with others like them, by attributes"),
    "personal": _("Personal, by what was read so far"),
    "list": _("The published list"),
    "language": _("Popular in this language"),
    "popular": _("Popular now"),
    "newest": _("The newest"),
    "interleaved": _("Two rankings in one list, by an experiment"),
}
# The sections of the sample; a catalogue's own are shown as they are called.
_SECTIONS = {
    "science": _("Science"),
    "food": _("Food"),
    "travel": _("Travel"),
    "technology": _("Technology"),
    "health": _("Health"),
    "money": _("Money"),
    "culture": _("Culture"),
    "nature": _("Nature"),
    "sport": _("Sport"),
    "home": _("Home"),
}


@register.filter
def percent(share: float | None, digits: int = 1) -> str:
    return "–" if share is None else f"{rounded(100 * share, digits)} %"


@register.filter
def signed(value: float, digits: int = 2) -> str:
    """With its sign, a true minus, since zero lies between."""
    told = rounded(value, digits)
    is_nothing = told == rounded(0, digits)
    return told.replace("-", "−") if is_nothing or value < 0 else f"+{told}"


@register.filter
def way_name(way: str) -> str:
    return str(_WAYS.get(way, way))


@register.filter
def section_name(section: str) -> str:
    return str(_SECTIONS.get(section, section))


@register.filter
def kind_name(kind: str) -> str:
    return str(EventKind(kind).label) if kind in EventKind.values else kind


@register.filter
def language_name(code: str) -> str:
    """A language in its own name, or its code where Django does not know it."""
    try:
        return str(get_language_info("zh-hans" if code == "zh" else code)["name_local"])
    except KeyError:
        return code


@register.simple_tag
def why(reason: dict[str, str], titles: dict[str, str]) -> str:
    """A reason in words; `titles` names the items by key."""
    cause, told = reason.get("item", ""), {"attribute": reason.get("attribute", ""), "value": reason.get("value", "")}
    because = gettext("Because of “%(title)s”") % {"title": titles.get(cause, cause)}
    texts: dict[str, Any] = {
        "read": because,
        "text": because,
        "section": gettext("Because of your interest in %(section)s")
        % {"section": section_name(reason.get("section", ""))},
        "segment": gettext("Popular with others like you: %(attribute)s = %(value)s") % told,
        "popular": gettext("Others open it these days"),
        "new": gettext("New"),
        "suggested": gettext("Suggested for you"),
        "pinned": gettext("Chosen by the editors"),
        "list": gettext("From the list published last"),
    }
    return str(texts.get(reason.get("kind", ""), ""))


@register.filter
def at(values: Sequence[object], place: int) -> object:
    """One of a row of values, which templates cannot look up by a variable."""
    return values[place]


@register.filter
def kind_of_rows(kind: str) -> str:
    return str({"events": _("Events"), "items": _("Items"), "users": _("Users")}.get(kind, kind))
