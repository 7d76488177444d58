"""Everything that is kept, row by row, as it goes out: in the layouts that our own import reads, where it reads them.

Texts of customers are masked as they are stored; ids of the company's own for them stay here.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Prefetch

from services.support import models
from services.support.models.choices import Author

Rows = Iterator[dict[str, Any]]
_CHUNK = 500
# Of rows that each may be a whole article.
_FEW = 20
_ROLES = {Author.VISITOR: "customer", Author.AGENT: "agent", Author.BOT: "bot", Author.SYSTEM: "system"}
# What a service is told that is no secret, and that somebody who sets it up anew would ask for.
_SETTINGS = ("SERVICE_NAME", "LANGUAGES", "LANGUAGE_CODE", "TIME_ZONE", "WIDGET_ORIGINS", "GENERATOR_MODEL")


def intents() -> Rows:
    """Templates in the order in which they were written: of two that hold at once, the later speaks."""
    templates = Prefetch("templates", queryset=models.AnswerTemplate.objects.order_by("pk"))
    rows = models.Intent.objects.order_by("name").prefetch_related(templates)
    for row in rows.iterator(chunk_size=_CHUNK):
        yield {
            "name": row.name,
            "title": row.title,
            "description": row.description,
            "slots": row.slots,
            "enabled": row.enabled,
            "templates": [_template(one) for one in row.templates.all()],
        }


def articles() -> Rows:
    rows = models.Document.objects.exclude(current=None).select_related("current").order_by("key")
    for row in rows.iterator(chunk_size=_FEW):
        yield {
            "key": row.key,
            "title": row.title,
            "language": row.language,
            "url": row.url,
            "tags": row.tags,
            "archived": row.archived_at is not None,
            "text": row.current.body if row.current else "",
        }


def article_versions() -> Rows:
    rows = models.DocumentVersion.objects.select_related("document").order_by("document__key", "number")
    for row in rows.iterator(chunk_size=_FEW):
        yield {
            "key": row.document.key,
            "number": row.number,
            "filename": row.filename,
            "created_at": row.created_at,
            "text": row.body,
        }


def canned() -> Rows:
    rows = models.CannedAnswer.objects.order_by("shortcut", "language")
    for row in rows.iterator(chunk_size=_CHUNK):
        yield {"shortcut": row.shortcut, "language": row.language, "text": row.text}


def examples() -> Rows:
    rows = models.Example.objects.select_related("intent").order_by("text_hash")
    for row in rows.iterator(chunk_size=_CHUNK):
        label = row.intent.name if row.intent else ""
        yield {"text": row.text, "label": label, "language": row.language, "split": row.split}


def pairs() -> Rows:
    """A place in an article that is gone is no answer; where a text stands beside it, that is."""
    keys = set(models.Document.objects.values_list("key", flat=True))
    rows = models.TrainingPair.objects.order_by("question_hash", "document_key", "heading")
    for row in rows.iterator(chunk_size=_CHUNK):
        article = row.document_key if row.document_key in keys else ""
        if article or row.answer:
            yield {
                "question": row.question,
                "answer": row.answer,
                "article": article,
                "heading": row.heading,
                "language": row.language,
                "split": row.split,
            }


def cases() -> Rows:
    """Without those of corrections, which are trained on and stand with them."""
    rows = models.EvaluationCase.objects.filter(correction=None).order_by("question_hash")
    for row in rows.iterator(chunk_size=_CHUNK):
        yield {
            "question": row.question,
            "expect": row.expect,
            "intent": row.intent,
            "article": row.document_key,
            "must_contain": row.must_contain,
            "language": row.language,
            "protected": row.protected,
        }


def conversations() -> Rows:
    rows = (
        models.Conversation.objects.select_related("team", "assigned_to")
        .prefetch_related(
            Prefetch("messages", queryset=models.Message.objects.select_related("agent").order_by("pk")),
            Prefetch("notes", queryset=models.Note.objects.select_related("author").order_by("pk")),
        )
        .order_by("created_at", "pk")
    )
    for row in rows.iterator(chunk_size=_FEW):
        yield {
            "id": row.pk,
            "visitor": row.visitor_id,
            "state": row.state,
            "language": row.language,
            "subject": row.subject,
            "topic": row.topic,
            "tags": row.tags,
            "priority": row.priority,
            "team": row.team.name if row.team else "",
            "assigned_to": row.assigned_to.get_username() if row.assigned_to else "",
            "created_at": row.created_at,
            "closed_at": row.closed_at,
            "messages": [_message(one) for one in row.messages.all()],
            "notes": [_note(one) for one in row.notes.all()],
        }


def ratings() -> Rows:
    names = ("conversation", "score", "comment", "by_person", "language", "channel", "created_at")
    yield from models.Rating.objects.order_by("pk").values(*names).iterator(chunk_size=_CHUNK)


def corrections() -> Rows:
    rows = models.Correction.objects.select_related("author", "decided_by").order_by("pk")
    for row in rows.iterator(chunk_size=_CHUNK):
        yield {
            "kind": row.kind,
            "state": row.state,
            "question": row.question,
            "language": row.language,
            "intent": row.intent,
            "article": row.document_key,
            "heading": row.heading,
            "answer": row.text,
            "note": row.note,
            "author": row.author.get_username() if row.author else "",
            "decided_by": row.decided_by.get_username() if row.decided_by else "",
            "created_at": row.created_at,
            "decided_at": row.decided_at,
            "live_at": row.live_at,
        }


def policy() -> Rows:
    for row in models.Policy.objects.all():
        yield {
            "max_wrong_share": row.max_wrong_share,
            "confident": row.confident,
            "intent_threshold": row.intent_threshold,
            "answer_threshold": row.answer_threshold,
            "curves": row.curves,
            "chosen_at": row.chosen_at,
            "company": row.company,
            "greeting": row.greeting,
        }


def settings_told() -> Rows:
    """What was decided on pages, then what the service was told. Receivers and keys hold secrets, and stay here."""
    for row in models.Team.objects.prefetch_related("members").order_by("name"):
        members = sorted(one.get_username() for one in row.members.all())
        told = {"topics": row.topics, "languages": row.languages, "reply_minutes": row.reply_minutes}
        yield {"setting": "team", "name": row.name, "members": members, **told}
    for survey in models.Survey.objects.values("enabled", "question", "asks_comment"):
        yield {"setting": "survey", **survey}
    for costs in models.CostInputs.objects.values("currency", "minutes_each", "cost_an_hour", "cost_each"):
        yield {"setting": "costs", **costs}
    for plan in models.ReportPlan.objects.order_by("pk").values("every", "timezone", "language", "enabled"):
        yield {"setting": "report_plan", **plan}
    for name in _SETTINGS:
        yield {"setting": "service", "name": name, "value": getattr(settings, name, None)}


def _template(row: models.AnswerTemplate) -> dict[str, Any]:
    return {
        "language": row.language,
        "text": row.text,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
    }


def _message(row: models.Message) -> dict[str, Any]:
    return {
        "role": _ROLES[Author(row.author)],
        "agent": row.agent.get_username() if row.agent else "",
        "text": row.text,
        "original": row.original,
        "citations": row.citations,
        "feedback": row.feedback,
        "created_at": row.created_at,
    }


def _note(row: models.Note) -> dict[str, Any]:
    return {
        "author": row.author.get_username() if row.author else "",
        "text": row.text,
        "created_at": row.created_at,
    }
