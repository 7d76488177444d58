"""What corrections taught, and the list that editors decide on."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from services.support import models
from services.support.models.choices import Author, Split

State = models.Correction.State
Kind = models.Correction.Kind
OPEN = (State.PROPOSED, State.CHECKING, State.HELD)
# An intent of fewer questions may lie apart from some that mean it.
WELL_KNOWN = 8


@dataclass(frozen=True, slots=True)
class Lesson:
    """Where a corrected question leads: to an intent's template, or to a section of an article."""

    correction: int
    intent: str = ""
    document_key: str = ""
    heading: str = ""

    @property
    def target(self) -> tuple[str, str, str]:
        return self.intent, self.document_key, self.heading


@dataclass(frozen=True)
class Taught:
    """Lessons by the question's digest, and by the id that its vector has in the examples' index."""

    by_digest: Mapping[str, Lesson] = field(default_factory=dict)
    by_id: Mapping[str, Lesson] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.by_digest)


def lesson_of(row: models.Correction) -> Lesson:
    if row.kind == Kind.TEMPLATE:
        return Lesson(row.pk, intent=row.intent)
    return Lesson(row.pk, document_key=row.document_key, heading=row.heading)


def prototype_id(row: models.Correction) -> str:
    """The examples of records stand under their number, those of corrections under `c` and theirs."""
    return f"c{row.pk}"


def taught() -> Taught:
    """Everything live, in one query."""
    rows = list(models.Correction.objects.filter(state=State.LIVE).order_by("pk"))
    lessons = [(row, lesson_of(row)) for row in rows]
    return Taught(
        {row.question_hash: lesson for row, lesson in lessons}, {prototype_id(row): lesson for row, lesson in lessons}
    )


def corrections(*, state: str = "") -> QuerySet[models.Correction]:
    """`state` is `open` for what waits for a decision, a state, or empty for all; the oldest waits longest."""
    rows = models.Correction.objects.select_related("author", "decided_by", "message")
    if state == "open":
        return rows.filter(state__in=OPEN).order_by("pk")
    return rows.filter(state=state) if state else rows


def counts() -> dict[str, int]:
    counted = models.Correction.objects.aggregate(
        open=Count("pk", filter=Q(state__in=OPEN)),
        live=Count("pk", filter=Q(state=State.LIVE)),
        rejected=Count("pk", filter=Q(state=State.REJECTED)),
        undone=Count("pk", filter=Q(state=State.UNDONE)),
    )
    return {name: int(count) for name, count in counted.items()}


def has_any() -> bool:
    """Whether there is, or may soon be, something to compare with."""
    return models.Correction.objects.filter(state__in=(*OPEN, State.LIVE)).exists()


def being_checked() -> set[int]:
    return set(models.Correction.objects.filter(state=State.CHECKING).values_list("pk", flat=True))


def waiting() -> int:
    return models.Correction.objects.filter(state__in=(State.PROPOSED, State.HELD)).count()


def prototypes() -> list[tuple[str, str]]:
    """(id, question) of what nearest-example matching compares with: records' examples, and live corrections.

    A correction's own example row is left out: it stands there under the correction's id.
    """
    rows = models.Example.objects.filter(correction=None).exclude(split=Split.TEST)
    known = [(str(pk), text) for pk, text in rows.values_list("pk", "text")]
    live = models.Correction.objects.filter(state=State.LIVE)
    return known + [(f"c{pk}", text) for pk, text in live.values_list("pk", "question")]


def well_known(intents: Iterable[str]) -> set[str]:
    """Those of the intents that so many questions lead to, that one which is meant would be near to some of them."""
    rows = models.Example.objects.filter(correction=None, intent__name__in=intents).exclude(split=Split.TEST)
    live = models.Correction.objects.filter(state=State.LIVE, intent__in=intents)
    counted = Counter(rows.values_list("intent__name", flat=True))
    counted.update(live.values_list("intent", flat=True))
    return {name for name, count in counted.items() if count >= WELL_KNOWN}


def source_question(message: models.Message) -> models.Message | None:
    """The customer's question that a message asks or answers."""
    if message.author == Author.VISITOR:
        return message
    if message.in_reply_to is not None:
        return message.in_reply_to
    before = models.Message.objects.filter(conversation_id=message.conversation_id, pk__lt=message.pk)
    return before.filter(author=Author.VISITOR).order_by("-pk").first()


def answer_by_person(question: models.Message) -> models.Message | None:
    """What an agent answered to it: the first draft of the right answer."""
    after = models.Message.objects.filter(conversation_id=question.conversation_id, pk__gt=question.pk)
    return after.filter(author=Author.AGENT).order_by("pk").first()


def questions_of_prototypes(ids: Iterable[str]) -> dict[str, str]:
    """The words behind ids of the examples' index, of those that are still there."""
    corrections = models.Correction.objects.filter(pk__in=[int(one[1:]) for one in ids if one.startswith("c")])
    examples = models.Example.objects.filter(pk__in=[int(one) for one in ids if one.isdecimal()])
    found = {f"c{pk}": text for pk, text in corrections.values_list("pk", "question")}
    return found | {str(pk): text for pk, text in examples.values_list("pk", "text")}


def questions_of_cases(numbers: Iterable[int]) -> dict[int, str]:
    return dict(models.EvaluationCase.objects.filter(pk__in=list(numbers)).values_list("pk", "question"))
