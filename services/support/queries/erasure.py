"""What is kept about one visitor, by kind."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from services.support import models
from services.support.queries import merges
from shared.api.models import KeptReply
from shared.outbox.models import Message


def counts(visitor_id: UUID) -> dict[str, int]:
    conversation = {"conversation__visitor_id": visitor_id}
    mine = {f"message__{name}": value for name, value in conversation.items()}
    return {
        "visitors": models.Visitor.objects.filter(pk=visitor_id).count() + absorbed(visitor_id).count(),
        "conversations": models.Conversation.objects.filter(visitor_id=visitor_id).count(),
        "messages": models.Message.objects.filter(**conversation).count(),
        "events": models.Event.objects.filter(**conversation).count(),
        "traces": traces_of(visitor_id).count(),
        "examples": models.Example.objects.filter(visitor_id=visitor_id).count(),
        "pairs": models.TrainingPair.objects.filter(visitor_id=visitor_id).count(),
        "notes": models.Note.objects.filter(**conversation).count(),
        "ratings": models.Rating.objects.filter(**conversation).count(),
        "predictions": models.Prediction.objects.filter(**conversation).count(),
        "told": told_of(visitor_id).count(),
        "addresses": models.Correspondent.objects.filter(visitor_id=visitor_id).count(),
        "mails": mails_of(visitor_id).count() + models.SentMail.objects.filter(**mine).count(),
        "attachments": models.Attachment.objects.filter(**mine).count(),
        "corrections": models.Correction.objects.filter(visitor_id=visitor_id).count(),
        "gap_questions": models.GapQuestion.objects.filter(trace__in=traces_of(visitor_id)).count(),
        "shadowed": models.Shadowed.objects.filter(question__conversation__visitor_id=visitor_id).count(),
        "exposures": models.Exposure.objects.filter(visitor_id=visitor_id).count(),
        "kept_replies": KeptReply.objects.filter(caller=f"visitor:{visitor_id}").count(),
    }


def person_of(visitor_id: UUID) -> UUID:
    """Who holds what this visitor wrote: another one, where an agent has confirmed that they are one person."""
    seen = {visitor_id}
    while (row := merges.in_force().filter(absorbed_id=visitor_id).select_related("target").first()) is not None:
        visitor_id = row.target.visitor_id
        if visitor_id in seen:
            break
        seen.add(visitor_id)
    return visitor_id


def absorbed(visitor_id: UUID) -> QuerySet[models.Visitor]:
    """Those who were found to be this one."""
    return models.Visitor.objects.filter(merges__undone_at=None, merges__target__visitor_id=visitor_id).distinct()


def traces_of(visitor_id: UUID) -> QuerySet[models.Trace]:
    mine = Q(question__conversation__visitor_id=visitor_id) | Q(answer__conversation__visitor_id=visitor_id)
    return models.Trace.objects.filter(mine)


def told_of(visitor_id: UUID) -> QuerySet[Message]:
    """What the outbox keeps of the visitor's ratings, and would send again."""
    talks = models.Conversation.objects.filter(visitor_id=visitor_id).values_list("pk", flat=True)
    return Message.objects.filter(kind=models.Rating.MESSAGE_KIND, body__conversation__in=[str(pk) for pk in talks])


def mails_of(visitor_id: UUID) -> QuerySet[models.ReceivedMail]:
    """Those in conversations, and those of which only the sender's digest was kept."""
    digests = models.Correspondent.objects.filter(visitor_id=visitor_id).values("digest")
    return models.ReceivedMail.objects.filter(Q(conversation__visitor_id=visitor_id) | Q(sender__in=digests))


def files_of(visitor_id: UUID) -> list[UUID]:
    """Names on the disk of what the visitor sent."""
    rows = models.Attachment.objects.filter(message__conversation__visitor_id=visitor_id, refused="")
    return list(rows.values_list("key", flat=True))


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
