"""A candidate as a trial: what is remembered in its place while it answers."""

from services.support import models
from services.support.actions import remembered
from services.support.actions.engine import ENCODER, INDEX, candidate_index
from services.support.actions.gate.asking import Trial
from services.support.actions.gate.changes import policy_of
from services.support.actions.tried import TriedModels
from services.support.queries import answers


def trial_of(candidate: models.Candidate) -> Trial:
    """Its models and its thresholds. Templates, articles and corrections are those in force."""
    tried = policy_of(
        answers.policy(),
        candidate.curves,
        max_wrong_share=candidate.max_wrong_share,
        confident=candidate.confident,
    )
    tried.chosen_at = candidate.ready_at
    return {**models_of(candidate), remembered.policy: tried}


def models_of(candidate: models.Candidate) -> Trial:
    """Its models alone, as while its thresholds are being chosen."""
    names = {name: f"{name}@{number}" for name, number in candidate.versions.items()}
    if ENCODER in names:
        # Vectors of another encoder live in another space, and so in an index of their own.
        names[INDEX] = candidate_index(candidate.pk)
    return {remembered.tried_models: TriedModels(candidate.pk, names)}
