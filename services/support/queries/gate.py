"""What the gate compares: marks of the rows that answers rest on, and outcomes that were asked before."""

from typing import Any

from django.db.models import Count, Max, Q

from services.support import models


def marks() -> list[Any]:
    """Counts and last changes; a row that is added, changed or gone moves at least one of them."""
    templates = models.AnswerTemplate.objects.aggregate(Count("pk"), Max("updated_at"), Max("pk"))
    intents = models.Intent.objects.aggregate(Count("pk"), on=Count("pk", filter=Q(enabled=True)))
    slots = list(models.Intent.objects.exclude(slots={}).order_by("pk").values_list("pk", "slots"))
    chunks = models.Chunk.objects.filter(live=True, document__archived_at=None).aggregate(Count("pk"), Max("pk"))
    documents = models.Document.objects.aggregate(Count("pk"), Max("updated_at"))
    taught = models.Correction.objects.filter(state=models.Correction.State.LIVE).aggregate(Count("pk"), Max("pk"))
    cases = list(models.EvaluationCase.objects.order_by("pk").values_list("pk", "expect", "intent", "document_key"))
    return [templates, intents, slots, chunks, documents, taught, cases]


def kept_outcomes(state: str) -> list[dict[str, Any]]:
    """None of another state."""
    row = models.CaseOutcomes.objects.filter(pk=1, state=state).first()
    return row.outcomes if row else []
