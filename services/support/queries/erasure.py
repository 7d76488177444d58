"""What is kept about one visitor, by kind."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from services.support import models
from shared.api.models import KeptReply
from shared.outbox.models import Message


def counts(visitor_id: UUID) -> dict[str, int]:
    conversation = {"conversation__visitor_id": visitor_id}
    return {
        "visitors": models.Visitor.objects.filter(pk=visitor_id).count(),
        "conversations": models.Conversation.objects.filter(visitor_id=visitor_id).count(),
        "messages": models.Message.objects.filter(**conversation).count(),
        "events": models.Event.objects.filter(**conversation).count(),
        "traces": traces_of(visitor_id).count(),
        "examples": models.Example.objects.filter(visitor_id=visitor_id).count(),
        "pairs": models.TrainingPair.objects.filter(visitor_id=visitor_id).count(),
        "notes": models.Note.objects.filter(**conversation).count(),
        "ratings": models.Rating.objects.filter(**conversation).count(),
        "told": told_of(visitor_id).count(),
        "corrections": models.Correction.objects.filter(visitor_id=visitor_id).count(),
        "gap_questions": models.GapQuestion.objects.filter(trace__in=traces_of(visitor_id)).count(),
        "kept_replies": KeptReply.objects.filter(caller=f"visitor:{visitor_id}").count(),
    }


def traces_of(visitor_id: UUID) -> QuerySet[models.Trace]:
    mine = Q(question__conversation__visitor_id=visitor_id) | Q(answer__conversation__visitor_id=visitor_id)
    return models.Trace.objects.filter(mine)


def told_of(visitor_id: UUID) -> QuerySet[Message]:
    """What the outbox keeps of the visitor's ratings, and would send again."""
    talks = models.Conversation.objects.filter(visitor_id=visitor_id).values_list("pk", flat=True)
    return Message.objects.filter(kind=models.Rating.MESSAGE_KIND, body__conversation__in=[str(pk) for pk in talks])


def taught_anything(visitor_id: UUID) -> bool:
    examples = models.Example.objects.filter(visitor_id=visitor_id).exists()
    return examples or models.TrainingPair.objects.filter(visitor_id=visitor_id).exists()


def known_chunks(ids: Collection[str]) -> set[str]:
    """Those among `ids` that are chunks of the company's articles."""
    numbers = [int(value) for value in ids if value.isdecimal()]
    return {str(pk) for pk in models.Chunk.objects.filter(pk__in=numbers).values_list("pk", flat=True)}


def prototypes_of(visitor_id: UUID) -> set[str]:
    """Ids in the examples' index that hold the visitor's words."""
    corrections = models.Correction.objects.filter(visitor_id=visitor_id).values_list("pk", flat=True)
    examples = models.Example.objects.filter(visitor_id=visitor_id).values_list("pk", flat=True)
    return {f"c{pk}" for pk in corrections} | {str(pk) for pk in examples}


def cases_of(visitor_id: UUID) -> set[int]:
    """Evaluation cases that ask in the visitor's words."""
    rows = models.EvaluationCase.objects.filter(correction__visitor_id=visitor_id)
    return set(rows.values_list("pk", flat=True))


def gaps_of(visitor_id: UUID) -> set[int]:
    """Subjects of unanswered questions that the visitor asked about, too."""
    rows = models.GapQuestion.objects.filter(trace__in=traces_of(visitor_id))
    return set(rows.values_list("gap_id", flat=True))


def known_prototypes(ids: Collection[str]) -> set[str]:
    """Those among `ids` whose question is still in a table."""
    examples = [int(value) for value in ids if value.isdecimal()]
    corrections = [int(value[1:]) for value in ids if value.startswith("c")]
    found = {str(pk) for pk in models.Example.objects.filter(pk__in=examples).values_list("pk", flat=True)}
    live = models.Correction.objects.filter(pk__in=corrections).values_list("pk", flat=True)
    return found | {f"c{pk}" for pk in live}


def visitor_by_external_id(external_id: str) -> UUID | None:
    return models.Visitor.objects.filter(external_id=external_id).values_list("pk", flat=True).first()
