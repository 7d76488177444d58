"""`{% load ui %}`: icons, badges, progress, empty states, pagers, fields, times, charts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext

from shared.ui.charts import Chart

register = template.Library()


@register.filter
def kept(text: str) -> str:
    """A sentence that a worker kept in English, for whoever reads it, if the catalogue has it as it stands."""
    return gettext(text) if text else ""


@register.filter
def stage_name(stage: str) -> str:
    """What a job is doing now, as the setting JOB_STAGES calls it."""
    return str(getattr(settings, "JOB_STAGES", {}).get(stage, stage))


@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of icons.svg; it repeats what a text beside it says, so screen readers skip it."""
    address = static("ui/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', address, name)


@register.simple_tag
def ago(when: datetime | None) -> SafeString:
    """How long ago, with the exact local time at a hover."""
    if when is None:
        return format_html("{}", "–")
    exact = date_format(localtime(when), "DATETIME_FORMAT")
    return format_html('<time datetime="{}" title="{}">{}</time>', when.isoformat(), exact, naturaltime(when))


@register.inclusion_tag("ui/_badge.html")
def badge(label: str, tone: str = "") -> dict[str, str]:
    return {"label": label, "tone": tone}


@register.inclusion_tag("ui/_progress.html")
def progress(percent: int | None, *, label: str) -> dict[str, Any]:
    """Without a percentage the bar only moves."""
    return {"percent": percent, "label": label}


@register.inclusion_tag("ui/_empty.html")
def empty(*, icon: str, title: str, text: str = "", url: str = "", label: str = "") -> dict[str, str]:
    return {"icon": icon, "title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("ui/_pager.html", takes_context=True)
def pager(context: Mapping[str, Any], page: Page[Any]) -> dict[str, Any]:
    request: HttpRequest = context["request"]
    return {"page": page, "request": request}


@register.inclusion_tag("ui/_fields.html")
def form_fields(form: BaseForm) -> dict[str, BaseForm]:
    return {"form": form}


@register.inclusion_tag("ui/_field.html")
def form_field(field: BoundField) -> dict[str, BoundField]:
    return {"field": field}


@register.inclusion_tag("ui/_chart.html")
def chart(chart: Chart, *, label: str, height: int = 260) -> dict[str, Any]:
    return {"chart": chart, "figure": json_script(chart.figure), "label": label, "height": height}


@register.simple_tag
def chart_scripts() -> SafeString:
    """Put it into the block `scripts` of pages with charts: plotly is large, and other pages do without."""
    return format_html(
        '<script src="{}" defer></script><script src="{}" defer></script>',
        static("ui/plotly.min.js"),
        static("ui/js/charts.js"),
    )


@register.simple_tag(takes_context=True)
def repeat_block(context: Context, name: str) -> SafeString:
    """Render a block a second time: a page's title is, as a rule, its heading too."""
    blocks = context.render_context[BLOCK_CONTEXT_KEY]
    return SafeString(blocks.get_block(name).render(context))
