"""What the gate compares: marks of the rows that answers rest on, and outcomes that were asked before."""

from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from services.support import models


def marks() -> list[Any]:
    """Counts and last changes; a row that is added, changed or gone moves at least one of them."""
    now = timezone.now()
    valid = Q(valid_from=None) | Q(valid_from__lte=now)
    valid &= Q(valid_until=None) | Q(valid_until__gt=now)
    templates = models.AnswerTemplate.objects.aggregate(
        Count("pk"), Max("updated_at"), Max("pk"), valid=Count("pk", filter=valid)
    )
    intents = list(models.Intent.objects.order_by("pk").values_list("pk", "enabled", "slots"))
    chunks = models.Chunk.objects.filter(live=True, document__archived_at=None).aggregate(Count("pk"), Max("pk"))
    documents = models.Document.objects.aggregate(Count("pk"), Max("updated_at"))
    live = models.Correction.objects.filter(state=models.Correction.State.LIVE)
    taught = live.aggregate(Count("pk"), Max("live_at"))
    cases = list(
        models.EvaluationCase.objects.order_by("pk").values_list(
            "pk", "expect", "intent", "document_key", "must_contain"
        )
    )
    return [templates, intents, chunks, documents, taught, cases]


def kept_outcomes(state: str) -> list[dict[str, Any]]:
    """None of another state."""
    row = models.CaseOutcomes.objects.filter(pk=1, state=state).first()
    return row.outcomes if row else []
