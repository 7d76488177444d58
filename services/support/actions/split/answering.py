"""Who answers a visitor: what is in force, or the candidate; and what is written down of it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from modelkit.errors import ModelkitError, Overloaded
from services.support import models
from services.support.actions import remembered
from services.support.actions.answer.outcome import Answer
from services.support.actions.gate.asking import Trial
from services.support.actions.split.guarding import guard_failures
from services.support.actions.split.running import running
from services.support.models.choices import Reason
from shared.experiments.splitting import is_treated


@dataclass(frozen=True)
class Side:
    """`failed`: it was the candidate's to answer, and what is in force had to."""

    split: models.Split
    treated: bool
    failed: bool = False


def answer_on_side(conversation: models.Conversation, climb: Callable[[], Answer]) -> tuple[Answer, Side | None]:
    """`climb` asks whatever is in force where it is called. Raises Overloaded, as it does."""
    now = running()
    if now is None:
        return climb(), None
    split = now.split
    if not is_treated(experiment=f"split {split.pk}", user=str(conversation.visitor_id), share=split.share):
        return climb(), Side(split, treated=False)
    found = _by_candidate(now.trial, climb)
    if found is not None:
        return found, Side(split, treated=True)
    return climb(), Side(split, treated=True, failed=True)


def record(side: Side, *, conversation: models.Conversation, trace: models.Trace) -> None:
    """The first answer exposes a visitor. What no model was asked for, both sides answer alike: it exposes nobody."""
    if "policy" not in trace.versions:
        return
    exposure = models.Exposure(
        split=side.split, visitor_id=conversation.visitor_id, treated=side.treated, at=timezone.now()
    )
    models.Exposure.objects.bulk_create([exposure], ignore_conflicts=True)
    if side.treated:
        models.Treated.objects.get_or_create(trace=trace, defaults={"split": side.split, "failed": side.failed})
    if side.failed:
        guard_failures(side.split)


def _by_candidate(trial: Trial, climb: Callable[[], Answer]) -> Answer | None:
    """A server that is swamped is nobody's failure; one that does not answer this candidate is."""
    with remembered.instead(trial):
        try:
            found = climb()
        except Overloaded:
            raise
        except ModelkitError:
            return None
    return None if found.reason == Reason.ENGINE_DOWN else found
