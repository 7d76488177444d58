"""Companies: who is watched, and one company's press over time."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from services.sentiment import models
from services.sentiment.queries import alerts_seen, articles, overview, shares, stories, trends
from services.sentiment.templatetags.sentiment_text import entity_name
from services.sentiment.views.charts import share_chart, tone_chart, topics_chart
from services.sentiment.views.filters import PRESETS, Chosen, chosen
from shared.accounts.access import require_role, signed_in
from shared.exports import export

_COLUMNS = ["start", "total", "negative", "neutral", "positive"]


@require_GET
@require_role("agent")
def entities(request: HttpRequest) -> HttpResponse:
    asked = chosen(request)
    wanted = asked.filters.search.lower()
    rows = [mover for mover in overview.all_movers(asked.period) if wanted in _searched(mover.entity)]
    rows.sort(key=lambda mover: (-mover.now.total, mover.entity.name))
    return render(request, "sentiment/entities/entities.html", {"chosen": asked, "presets": PRESETS, "rows": rows})


@require_GET
@require_role("agent")
def entity(request: HttpRequest, key: str) -> HttpResponse:
    # Alerts and exports still point at companies that were removed.
    found = get_object_or_404(models.Entity.everything, key=key)
    asked = _about(chosen(request, days=30), key)
    period, filters = asked.period, asked.filters
    rows = trends.bins(period=period, entity=key, topic=filters.topic, group=filters.group)
    whole = trends.bins(period=period, entity=key, group=filters.group)
    told = stories.widest(filters)
    surges = list(alerts_seen.surges(found, period))
    moments = [alert.fired_at for alert in surges if alert.fired_at]
    context = {
        "entity": found,
        "chosen": asked,
        "presets": PRESETS,
        "now": trends.tone(rows),
        "before": trends.tone(trends.bins(period=period.before, entity=key, topic=filters.topic, group=filters.group)),
        "corrected": shares.corrected_shares(
            period=period, entity_id=found.pk, topic=filters.topic, group=filters.group
        ),
        "timeline": tone_chart(trends.trend(rows, period=period, step=period.step), step=period.step, surges=moments),
        "surges": surges,
        "topics": trends.by_topic(whole),
        "topics_chart": topics_chart(trends.by_topic(whole)),
        "stories": told,
        "tones": stories.tones(told, entity=key),
        "peers": _peers(found, asked),
        "peers_chart": _peers_chart(found, asked),
        "articles": articles.articles(filters)[:10],
        "aliases": found.aliases.all(),
        "can_edit": found.deleted_at is None and signed_in(request).has_role("editor"),
    }
    return render(request, "sentiment/entities/entity.html", context)


@require_GET
@require_role("agent")
def trend(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """The company's counts as a file."""
    get_object_or_404(models.Entity, key=key)
    asked = chosen(request, days=30)
    period, filters = asked.period, asked.filters
    rows = trends.bins(period=period, entity=key, topic=filters.topic, group=filters.group)
    points = trends.trend(rows, period=period, step=period.step)
    lines = ({name: getattr(one, name) for name in _COLUMNS} | {"start": one.start.isoformat()} for one in points)
    return export(request, lines, columns=_COLUMNS, name=f"trend-{key}", form=form)


def _about(asked: Chosen, key: str) -> Chosen:
    """The address names the company already, so its own filter for one is not taken."""
    return replace(asked, filters=replace(asked.filters, entity=key))


def _peers(entity: models.Entity, asked: Chosen) -> list[overview.Mover]:
    """The company first, then its competitors."""
    ids = {entity.pk, *entity.peers.values_list("pk", flat=True)}
    found = [mover for mover in overview.all_movers(asked.period) if mover.entity.pk in ids]
    return sorted(found, key=lambda mover: (mover.entity.pk != entity.pk, mover.entity.name))


def _peers_chart(entity: models.Entity, asked: Chosen) -> object:
    lines = {
        entity_name(one): trends.trend(
            trends.bins(period=asked.period, entity=one.key), period=asked.period, step="day"
        )
        for one in [entity, *entity.peers.order_by("name")[:4]]
    }
    return share_chart(lines)


def _searched(entity: models.Entity) -> str:
    return f"{entity.name} {entity.name_zh} {entity.ticker} {entity.sector} {entity.key}".lower()
