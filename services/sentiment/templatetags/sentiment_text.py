"""Tones, topics, shares and names as people read them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from services.sentiment.models import Entity
from services.sentiment.models.choices import Sentiment
from shared.numbers import rounded

register = template.Library()
_BADGES = {Sentiment.NEGATIVE: "bad", Sentiment.NEUTRAL: "", Sentiment.POSITIVE: "good"}
# The topics of the sample; a desk's own are shown as they are labelled.
_TOPICS = {
    "earnings": _("Earnings"),
    "deals": _("Deals"),
    "products": _("Products"),
    "management": _("Management"),
    "legal": _("Legal"),
    "regulation": _("Regulation"),
    "markets": _("Markets"),
    "labour": _("Labour"),
    "security": _("Security"),
    "other": _("Other"),
}


@register.filter
def topic_name(topic: str) -> str:
    return str(_TOPICS.get(topic, topic))


@register.simple_tag
def tone(sentiment: str, label: str = "") -> SafeString:
    """A chip in the colour of the tone; the words say it too."""
    if sentiment not in Sentiment.values:
        return format_html("{}", label)
    name = Sentiment(sentiment).label
    text = f"{label}: {name}" if label else name
    return format_html('<span class="badge tone {}">{}</span>', _BADGES[Sentiment(sentiment)], text)


@register.filter
def entity_name(entity: Entity) -> str:
    """In Chinese pages the Chinese name, where there is one."""
    chinese = (get_language() or "").startswith("zh")
    return entity.name_zh if chinese and entity.name_zh else entity.name


@register.filter
def mood(value: float | None) -> str:
    """-1…1 as signed points of a hundred."""
    if value is None:
        return "–"
    points = round(100 * value)
    return f"+{points}" if points > 0 else f"−{-points}" if points else "0"


@register.filter
def mood_class(value: float | None) -> str:
    return "" if value is None or abs(value) < 0.05 else "up" if value > 0 else "down"


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    return "–" if share is None else f"{rounded(100 * share, digits)} %"


@register.filter
def duration(seconds: int) -> str:
    """90 → 90 s, 300 → 5 min, 3600 → 1 h."""
    for size, unit in ((86_400, _("%(count)s d")), (3_600, _("%(count)s h")), (60, _("%(count)s min"))):
        if seconds >= size and seconds % size == 0:
            return str(unit) % {"count": seconds // size}
    return str(_("%(count)s s")) % {"count": seconds}


@register.filter
def language_name(code: str) -> str:
    """A language in its own name, or its code where Django does not know it."""
    try:
        return str(get_language_info("zh-hans" if code == "zh" else code)["name_local"])
    except KeyError:
        return code


@register.filter
def tone_name(sentiment: str) -> str:
    return str(Sentiment(sentiment).label) if sentiment in Sentiment.values else sentiment


@register.filter
def version_number(name: str) -> str:
    """Of `name@3`, the 3."""
    return name.rpartition("@")[2]


@register.filter
def of(mapping: dict[object, object], key: object) -> object:
    """A value of a dict, which templates cannot look up by a variable."""
    return mapping.get(key, "")
