"""An editor decides: corrections go live at once, or are held, rejected, or taken back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from modelkit.errors import ModelkitError
from services.support import models
from services.support.actions import remembered
from services.support.actions.gate import Verdict
from services.support.actions.index import rebuild_index
from services.support.actions.prototypes import sync_prototypes
from services.support.actions.teaching.applying import apply, take_back
from services.support.actions.teaching.calibrating import calibrate, is_calibrated
from services.support.actions.teaching.labels import Labels, check_labels
from services.support.actions.teaching.proposing import require_open
from services.support.actions.teaching.refusals import AlreadyDecided, BatchRefused, Contradiction
from services.support.actions.teaching.trying import judge
from services.support.actions.turns import one_at_a_time
from services.support.queries import corrections as stored
from shared.accounts.models import User
from shared.audit import actions as audit
from shared.errors import ServiceError

log = structlog.get_logger(__name__)
State = models.Correction.State
Kind = models.Correction.Kind
# Longer than any check takes: a worker that has been silent for so long was killed.
_CHECKED_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Decision:
    """What came of an approval. `live` is empty when the gate held the corrections."""

    live: list[int]
    verdict: Verdict
    labels: Labels = field(default_factory=lambda: Labels(0, [], 0.0))


def prepare() -> None:
    """Before anybody decides: the index of examples and the nearness, which the first approval would wait for."""
    sync_prototypes()
    if not is_calibrated():
        calibrate()


def approve(*, corrections: Collection[int], editor: User, force: bool = False) -> Decision:
    """Judge and put live, all or none. `force` is an editor's word against the gate's; it is on record.

    Raises `Contradiction` where one question has two answers, `BatchRefused` where too many labels are doubtful.
    """
    rows = _open_rows(corrections)
    _check_against_each_other(rows)
    prepare()
    labels = check_labels([row for row in rows if row.kind == Kind.TEMPLATE])
    if labels.too_many and not force:
        _hold(rows, {"held": True, "labels": _doubts(labels)}, editor)
        raise BatchRefused(
            _(
                "%(count)s of %(judged)s corrections are nearest to a question with another answer; about "
                "%(usual)s would be usual. Look at the labels: nothing was taken."
            )
            % {"count": labels.counted, "judged": labels.judged, "usual": f"{labels.usual:.0%}"}
        )
    verdict = judge(rows)
    if verdict.held and not force:
        _hold(rows, {**verdict.as_dict(), "labels": _doubts(labels)}, editor)
        return Decision([], verdict, labels)
    _put_live(rows, editor, {**verdict.as_dict(), "labels": _doubts(labels)}, force=force)
    return Decision([row.pk for row in rows], verdict, labels)


def start_approval(*, corrections: Collection[int]) -> list[int]:
    """Mark what an editor has approved, so that nobody decides on it while it is judged."""
    with transaction.atomic():
        rows = models.Correction.objects.select_for_update().filter(pk__in=corrections)
        rows = rows.filter(state__in=(State.PROPOSED, State.HELD)).order_by("pk")
        chosen = [row.pk for row in rows]
        models.Correction.objects.filter(pk__in=chosen).update(state=State.CHECKING, checking_since=timezone.now())
    return chosen


def run_approval(*, corrections: Collection[int], editor_id: int, force: bool = False) -> None:
    """`approve` for a worker: a refusal is kept with the corrections, where the editor reads it."""
    editor = User.objects.get(pk=editor_id)
    try:
        approve(corrections=corrections, editor=editor, force=force)
    except AlreadyDecided:
        return
    except (ServiceError, ModelkitError) as error:
        with transaction.atomic():
            waiting = models.Correction.objects.select_for_update().filter(pk__in=corrections, state__in=stored.OPEN)
            for row in waiting:
                row.state = State.HELD
                # Numbers, not words: the words of one customer must not stand with another's correction.
                row.verdict = {**row.verdict, "held": True, "code": error.code, "pair": getattr(error, "pair", [])}
                row.save(update_fields=["state", "verdict"])


def reject(*, correction: models.Correction, editor: User, note: str = "") -> models.Correction:
    with transaction.atomic():
        row = models.Correction.objects.select_for_update().get(pk=correction.pk)
        require_open(row)
        row.state, row.decided_by, row.decided_at = State.REJECTED, editor, timezone.now()
        row.note = note.strip()[:500] or row.note
        row.save()
        audit.record(actor=editor, action="correction_rejected", target=row)
    return row


def undo(*, correction: models.Correction, editor: User) -> models.Correction:
    """Answers are as before at once; indexes follow (`follow`), and the models forget at their next training."""
    with transaction.atomic():
        one_at_a_time()
        row = models.Correction.objects.select_for_update().get(pk=correction.pk)
        if row.state != State.LIVE:
            raise AlreadyDecided
        take_back(row)
        row.state, row.decided_by, row.decided_at, row.undo = State.UNDONE, editor, timezone.now(), {}
        row.save()
        audit.record(actor=editor, action="correction_undone", target=row)
    _forget()
    return row


def follow() -> None:
    """By the clock: the examples' index in line with what is live, and checks whose worker was killed called off."""
    late = models.Correction.objects.filter(state=State.CHECKING, checking_since__lt=timezone.now() - _CHECKED_WITHIN)
    late.update(state=State.PROPOSED, checking_since=None)
    _bring_indexes_in_line(articles=False)


def _open_rows(corrections: Collection[int]) -> list[models.Correction]:
    rows = list(models.Correction.objects.filter(pk__in=corrections).order_by("pk"))
    if not rows:
        raise AlreadyDecided
    for row in rows:
        if row.state != State.CHECKING:
            require_open(row)
    return rows


def _check_against_each_other(rows: Sequence[models.Correction]) -> None:
    """The same question with two answers: no gate can tell which is right."""
    known = dict(stored.taught().by_digest)
    for row in rows:
        lesson = stored.lesson_of(row)
        other = known.get(row.question_hash)
        if other is not None and other.target != lesson.target:
            raise Contradiction(row.pk, other.correction)
        known[row.question_hash] = lesson


def _put_live(rows: Sequence[models.Correction], editor: User, verdict: dict[str, Any], *, force: bool) -> None:
    with transaction.atomic():
        one_at_a_time()
        _check_against_each_other(rows)
        locked = models.Correction.objects.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk")
        for row in locked:
            if row.state not in stored.OPEN:
                raise AlreadyDecided
            row.decided_by, row.decided_at, row.verdict = editor, timezone.now(), verdict
            row.undo = apply(row)
            row.state, row.live_at = State.LIVE, timezone.now()
            row.save()
            audit.record(actor=editor, action="correction_approved", target=row, force=force)
    _forget()
    _bring_indexes_in_line(articles=any(row.kind == Kind.ARTICLE for row in rows))
    log.info("corrections_live", count=len(rows), force=force)


def _forget() -> None:
    remembered.taught.forget()
    remembered.replies.forget()


def _bring_indexes_in_line(*, articles: bool) -> None:
    """Indexes after the rows: until then the same words are answered, paraphrases a moment later."""
    try:
        sync_prototypes()
        if articles:
            rebuild_index()
    except ModelkitError as error:
        # A server that is down comes back; the clock brings the examples' index in line then.
        log.warning("corrections_not_indexed", code=error.code)


def _hold(rows: Sequence[models.Correction], verdict: dict[str, Any], editor: User) -> None:
    waiting = models.Correction.objects.filter(pk__in=[row.pk for row in rows], state__in=stored.OPEN)
    waiting.update(state=State.HELD, verdict=verdict)
    audit.record(actor=editor, action="corrections_held", count=len(rows))


def _doubts(labels: Labels) -> dict[str, Any]:
    return {
        "judged": labels.judged,
        "counted": labels.counted,
        "usual": labels.usual,
        "doubts": [
            {"correction": one.correction, "prototype": one.prototype, "leads_to": one.leads_to, "cosine": one.cosine}
            for one in labels.doubts
        ],
    }
