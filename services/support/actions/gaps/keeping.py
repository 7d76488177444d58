"""Subjects as rows. One that was found before stays the same row, with what an editor decided about it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from services.support import models
from services.support.actions.gaps.naming import name_groups
from services.support.queries import gaps as stored
from services.support.queries.gaps import Unknown

_MOST_COMMON = 5_000


@dataclass(frozen=True)
class Found:
    """The questions of a subject, equal wordings together, the most central first."""

    rows: Sequence[Sequence[Unknown]]
    nearness: Sequence[float]
    words: Sequence[str] = field(default_factory=list)
    answered: bool = False

    @property
    def texts(self) -> list[str]:
        return [same[0].text for same in self.rows]

    @property
    def traces(self) -> list[int]:
        return [one.trace for same in self.rows for one in same]


@transaction.atomic
def keep(found: Sequence[Found]) -> int:
    """Replaces what was gathered before. Returns how many subjects there are now."""
    before = dict(models.GapQuestion.objects.values_list("trace_id", "gap_id"))
    # A customer who was erased meanwhile must not come back.
    there = stored.still_there({trace for one in found for trace in one.traces})
    models.GapQuestion.objects.all().delete()
    taken: set[int] = set()
    for one in sorted(found, key=lambda each: -len(each.traces)):
        traces = [trace for trace in one.traces if trace in there]
        if not traces:
            continue
        gap = _same(traces, before, taken) or models.Gap()
        gap.words, gap.answered = list(one.words), one.answered
        # What an editor decides meanwhile is not written over.
        gap.save(update_fields=["words", "answered"] if gap.pk else None)
        taken.add(gap.pk)
        models.GapQuestion.objects.bulk_create(_questions(gap, one, there), batch_size=1_000)
    models.Gap.objects.exclude(pk__in=taken).delete()
    return len(taken)


def name_again(gap_ids: Collection[int]) -> None:
    """After a customer was erased: no word of theirs names a subject, and one without questions is none."""
    if not gap_ids:
        return
    texts = stored.texts_by_gap(gap_ids)
    models.Gap.objects.filter(pk__in=set(gap_ids) - set(texts)).delete()
    names = name_groups(list(texts.values()), stored.common_questions(limit=_MOST_COMMON))
    for gap, words in zip(texts, names, strict=True):
        models.Gap.objects.filter(pk=gap).update(words=words)


def _same(traces: Sequence[int], before: dict[int, int], taken: set[int]) -> models.Gap | None:
    """The subject that most of these questions were in before, if these are most of it, too."""
    counted = Counter(before[trace] for trace in traces if trace in before and before[trace] not in taken)
    if not counted:
        return None
    gap, shared = counted.most_common(1)[0]
    size = sum(1 for one in before.values() if one == gap)
    return models.Gap.objects.filter(pk=gap).first() if 2 * shared >= size else None


def _questions(gap: models.Gap, found: Found, there: set[int]) -> list[models.GapQuestion]:
    rows = []
    for same, near in zip(found.rows, found.nearness, strict=True):
        kept = [one.trace for one in same if one.trace in there]
        rows += [
            models.GapQuestion(gap=gap, trace_id=trace, nearness=near, repeats=place > 0)
            for place, trace in enumerate(kept)
        ]
    return rows
