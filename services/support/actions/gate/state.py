"""What is in force, as one short word; and the cases' outcomes under it, asked once and kept."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings

from modelkit.errors import IndexUnavailable
from modelkit.registry import Registry
from modelkit.retrieval import IndexStore
from services.support import models
from services.support.actions import remembered
from services.support.actions.embedding import Progress, unseen
from services.support.actions.engine import INDEX
from services.support.actions.gate.asking import all_cases, ask_cases
from services.support.actions.gate.outcomes import Outcome, Outcomes
from services.support.actions.gate.refusals import GateUnavailable
from services.support.actions.model_versions import NAMES
from services.support.actions.prototypes import EXAMPLES
from services.support.queries import answers, gate


def fingerprint() -> str:
    """Changes whenever an answer may: with models, index, policy, templates, corrections, passages and cases."""
    policy = answers.policy()
    told = {
        "models": _models(),
        "indexes": [_index(INDEX), _index(EXAMPLES)],
        "policy": [policy.intent_threshold, policy.answer_threshold, policy.max_wrong_share, policy.confident],
        "scorer": [policy.curves.get("scorer"), policy.curves.get("weights")],
        "taught": [policy.taught.get("weights"), policy.taught.get("encoder")],
        "rows": gate.marks(),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def outcomes_in_force(cases: Sequence[models.EvaluationCase], progress: Progress = unseen) -> Outcomes:
    """From memory where nothing has changed since they were asked."""
    remembered.forget_all()
    state = fingerprint()
    kept = {one["case"]: Outcome(**one) for one in gate.kept_outcomes(state)}
    missing = [case for case in cases if case.pk not in kept]
    if not missing:
        return kept
    asked = ask_cases(missing, progress=progress)
    # What somebody changed while they were asked is in some of the answers and not in others.
    if fingerprint() == state:
        keep_outcomes({**kept, **asked}, state=state)
    return {**kept, **asked}


def follow() -> int:
    """Ask the cases under what is in force now, so that the next change is compared at once."""
    cases = all_cases()
    # A server that is away says nothing of the cases; whoever changes something next asks them.
    with suppress(GateUnavailable):
        outcomes_in_force(cases)
    return len(cases)


def keep_outcomes(outcomes: Outcomes, *, state: str) -> None:
    """For the next comparison: the newest state only, since no other is in force."""
    models.CaseOutcomes.objects.update_or_create(
        pk=1, defaults={"state": state, "outcomes": [one.as_dict() for one in outcomes.values()]}
    )


def _models() -> dict[str, Any]:
    registry = Registry(settings.MODELKIT_REGISTRY)
    known = set(registry.names())
    return {name: registry.current(name) for name in NAMES if name in known}


def _index(name: str) -> int | None:
    try:
        return IndexStore(settings.MODELKIT_INDEXES).current(name).version
    except IndexUnavailable:
        return None
