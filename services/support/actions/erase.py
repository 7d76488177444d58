"""Forget a visitor: rows, kept replies, training files, and the proof that nothing is left."""

import logging
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from modelkit.errors import IndexUnavailable
from modelkit.retrieval import IndexStore
from services.support import models
from services.support.actions import remembered
from services.support.actions.engine import INDEX
from services.support.actions.gaps.keeping import name_again
from services.support.actions.mail import attachments
from services.support.actions.model_versions import list_versions
from services.support.actions.prototypes import forget_prototypes, prototype_ids
from services.support.queries import erasure as queries
from shared.api import idempotency
from shared.audit import actions as audit

logger = logging.getLogger(__name__)


class UnknownVisitor(LookupError):
    """No visitor has this id."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How much there was by kind, and how much there is now; all zero, or the erasure failed."""

    visitor: str
    before: dict[str, int]
    after: dict[str, int]
    trained_before: list[str]

    @property
    def holds(self) -> bool:
        return not any(self.after.values())


def erase_visitor(*, visitor_id: UUID, actor: object = "system") -> Proof:
    """All of it in one transaction. Models trained before may have learned from it: they are named."""
    visitor_id = queries.person_of(visitor_id)
    before = {**_counts(visitor_id), "files": attachments.left(queries.files_of(visitor_id))}
    if not before["visitors"]:
        raise UnknownVisitor(f"No visitor has the id {visitor_id}.")
    taught = queries.taught_anything(visitor_id)
    prototypes, cases = queries.prototypes_of(visitor_id), queries.cases_of(visitor_id)
    subjects, files = queries.gaps_of(visitor_id), queries.files_of(visitor_id)
    with transaction.atomic():
        _forget_failures(cases)
        # A trace that lost its answer would survive the cascade; questions and answers both lead to it.
        queries.traces_of(visitor_id).delete()
        # Before the conversations that lead to them.
        queries.told_of(visitor_id).delete()
        queries.mails_of(visitor_id).delete()
        others = list(queries.absorbed(visitor_id).values_list("pk", flat=True))
        models.Visitor.objects.filter(pk__in=[visitor_id, *others]).delete()
        name_again(subjects)
        for one in (visitor_id, *others):
            idempotency.forget(caller=f"visitor:{one}")
        audit.record(actor=actor, action="visitor_erased", visitor=str(visitor_id), counts=before)
    attachments.forget(files)
    forget_prototypes(prototypes)
    remembered.taught.forget()
    proof = Proof(
        str(visitor_id), before, {**_counts(visitor_id), "files": attachments.left(files)}, _models() if taught else []
    )
    logger.info("visitor_erased", extra={"visitor": str(visitor_id), "holds": proof.holds})
    return proof


def _counts(visitor_id: UUID) -> dict[str, int]:
    return {**queries.counts(visitor_id), "index_entries": _index_entries(visitor_id)}


def _index_entries(visitor_id: UUID) -> int:
    """Whatever in an index is no chunk, example or correction of a table would be somebody's words."""
    try:
        ids = set(IndexStore(settings.MODELKIT_INDEXES).load(INDEX).ids())
    except IndexUnavailable:
        ids = set()
    examples = prototype_ids()
    return len(ids - queries.known_chunks(ids)) + len(examples - queries.known_prototypes(examples))


def _forget_failures(cases: set[int]) -> None:
    """Reports of evaluations name the questions that failed."""
    for run in models.EvaluationRun.objects.all() if cases else []:
        run.failures = [one for one in run.failures if one.get("case") not in cases]
        run.outcomes = [one for one in run.outcomes if one.get("case") not in cases]
        run.save(update_fields=["failures", "outcomes"])


def _models() -> list[str]:
    """Models that were trained while the visitor's examples were there, and should be trained again."""
    return [f"{one.name}@{one.live}" for one in list_versions() if one.live is not None]
