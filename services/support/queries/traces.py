"""Reads for "why this answer"."""

from django.db.models import QuerySet

from services.support import models


def trace(trace_id: int) -> models.Trace | None:
    return models.Trace.objects.filter(pk=trace_id).first()


def trace_of_answer(message_id: int) -> models.Trace | None:
    """Of the assistant's message, or of the question that a message asked."""
    found = models.Trace.objects.filter(answer_id=message_id).first()
    return found or models.Trace.objects.filter(question_id=message_id).first()


def traces(*, rung: str = "", reason: str = "", intent: str = "") -> QuerySet[models.Trace]:
    wanted = {"rung": rung, "reason": reason, "intent": intent}
    return models.Trace.objects.filter(**{name: value for name, value in wanted.items() if value}).order_by("-pk")
