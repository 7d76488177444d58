"""Label what teaches most: whole articles, and companies in them, by key."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.sentiment import models
from services.sentiment.actions import labels as acting
from services.sentiment.models.choices import Sentiment
from services.sentiment.models.topics import TOPICS
from services.sentiment.queries import articles, labelling
from services.sentiment.queries import labels as labelled
from services.sentiment.queries.labelling import Candidate
from services.sentiment.views.highlight import Marked, mark
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError

# What somebody skips stays out of their way for this session, and what they gave can be taken back one by one.
_SKIPPED, _GIVEN = "labels_skipped", "labels_given"
_REMEMBERED = 200
_AHEAD = 20
_PARAGRAPHS = 6


@require_GET
@require_role("editor")
def labels(request: HttpRequest) -> HttpResponse:
    """What to label now, with the keys that do it; `at` is a place in the queue, `article` and `entity` name one."""
    queue = labelling.most_informative(_AHEAD, skipped=_skipped(request))
    pinned = labelling.at(_number(request, "article"), _number(request, "entity"))
    place = min(_number(request, "at"), max(len(queue) - 1, 0))
    candidate = pinned or (queue[place] if queue else None)
    context = {
        "candidate": candidate,
        "marked": _marked(candidate) if candidate else None,
        "about": labelling.about(candidate.entity) if candidate and candidate.entity else None,
        "at": place,
        "next": place + 1 if place + 1 < len(queue) else None,
        "before": place - 1 if place else None,
        "left": len(queue),
        "tones": list(enumerate(Sentiment.choices, start=1)),
        "topics": TOPICS.items(),
        "can_undo": bool(request.session.get(_GIVEN)),
        "by_language": labelled.by_language(),
        "by_split": labelled.by_split(),
        "by_topic": labelled.by_topic(),
    }
    return render(request, "sentiment/labels/labels.html", context)


@require_POST
@require_role("editor")
def give(request: HttpRequest, article_id: int) -> HttpResponse:
    article, entity = get_object_or_404(models.Article, pk=article_id), _entity(request)
    tone, topic = request.POST.get("sentiment", ""), request.POST.get("topic", "")
    try:
        given = acting.give_label(article=article, entity=entity, sentiment=tone, topic=topic, user=signed_in(request))
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        step = {"label": given.label.pk, "before": given.before, "at": [article.pk, entity.pk if entity else 0]}
        request.session[_GIVEN] = [*request.session.get(_GIVEN, []), step][-_REMEMBERED:]
    return _go(at=_number(request, "at", form=True))


@require_POST
@require_role("editor")
def skip(request: HttpRequest, article_id: int) -> HttpResponse:
    place = [article_id, _number(request, "entity", form=True)]
    request.session[_SKIPPED] = [*request.session.get(_SKIPPED, []), place][-_REMEMBERED:]
    return _go(at=_number(request, "at", form=True))


@require_POST
@require_role("editor")
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the label given last, if it is one's own, and show its text again."""
    steps = request.session.get(_GIVEN, [])
    if not steps:
        return _go()
    step, request.session[_GIVEN] = steps[-1], steps[:-1]
    label = models.Label.objects.filter(pk=step["label"], created_by=signed_in(request)).first()
    if label is None:
        return _go()
    acting.take_back(label=label, before=tuple(step["before"]) if step["before"] else None)
    messages.success(request, _("The last label is taken back."))
    article, entity = step["at"]
    return _go(article=article, entity=entity)


def _go(**query: int) -> HttpResponse:
    kept = {name: value for name, value in query.items() if value}
    response = redirect("labels")
    response.headers["Location"] += f"?{urlencode(kept)}" if kept else ""
    return response


def _marked(candidate: Candidate) -> Marked:
    """Of an entity's article the lines that name it; else how the article begins."""
    mentions = articles.mentions(candidate.article)
    if candidate.entity is None:
        whole = mark(candidate.article, [])
        return replace(whole, paragraphs=whole.paragraphs[:_PARAGRAPHS])
    named = mark(candidate.article, mentions.filter(entity=candidate.entity))
    lines = [line for line in named.paragraphs if any(piece.entity for piece in line)]
    return replace(named, paragraphs=lines[:_PARAGRAPHS])


def _skipped(request: HttpRequest) -> frozenset[labelling.Place]:
    return frozenset((article, entity) for article, entity in request.session.get(_SKIPPED, []))


def _entity(request: HttpRequest) -> models.Entity | None:
    number = _number(request, "entity", form=True)
    return get_object_or_404(models.Entity, pk=number) if number else None


def _number(request: HttpRequest, name: str, *, form: bool = False) -> int:
    value = (request.POST if form else request.GET).get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0
