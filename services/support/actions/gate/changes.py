"""The kinds of change, each as a trial: what would be in force if it were made."""

from collections.abc import Sequence
from typing import Any

from modelkit.data.text import detect_language
from modelkit.errors import IndexUnavailable
from services.support import models
from services.support.actions import remembered
from services.support.actions.documents.chunks import cut_into_passages
from services.support.actions.documents.ingest import hash_text
from services.support.actions.documents.parsers.base import ParsedDocument
from services.support.actions.embedding import Progress, unseen
from services.support.actions.gate.asking import Trial
from services.support.actions.gate.outcomes import Outcome
from services.support.actions.gate.tried_articles import Coming, with_passages
from services.support.actions.limits import thresholds_for
from services.support.models.choices import Rung
from services.support.queries import answers


def replies(*, intent: models.Intent, texts: Sequence[models.AnswerTemplate]) -> Trial:
    """The intent answers with these texts alone; without any it is silent."""
    found = {key: rows for key, rows in remembered.replies().items() if key[0] != intent.name}
    for row in answers.latest_first(texts):
        filled = row.text.format_map(intent.slots)
        reply = answers.Reply(intent.name, row.language, filled, row.valid_from, row.valid_until)
        found.setdefault((intent.name, row.language), []).append(reply)
    return {remembered.replies: found}


def policy(*, max_wrong_share: float, confident: bool = False) -> Trial:
    """The thresholds that another limit on wrong answers gives."""
    now = answers.policy()
    return {remembered.policy: policy_of(now, now.curves, max_wrong_share=max_wrong_share, confident=confident)}


def policy_of(now: models.Policy, curves: dict[str, Any], *, max_wrong_share: float, confident: bool) -> models.Policy:
    """The policy as it would be with this limit and what was measured; it is not saved."""
    tried = models.Policy(
        pk=1,
        max_wrong_share=max_wrong_share,
        confident=confident,
        curves=curves,
        taught=now.taught,
        chosen_at=now.chosen_at,
    )
    for name, found in thresholds_for(curves, max_wrong_share, confident=confident).items():
        setattr(tried, f"{name}_threshold", found["threshold"])
    return tried


def articles(
    written: Sequence[tuple[str, ParsedDocument]],
    *,
    archived: Sequence[models.Document] = (),
    progress: Progress = unseen,
) -> Trial:
    """(key, document) in the place of what these articles say now; unchanged passages stay."""
    passages: list[Coming] = []
    gone = {
        str(pk) for pk in models.Chunk.objects.filter(document__in=archived, live=True).values_list("pk", flat=True)
    }
    for key, parsed in written:
        kept = _live(key)
        for one in _passages(key, parsed):
            same = kept.get(hash_text(one.indexed))
            if same:
                same.pop()
            else:
                passages.append(one)
        gone |= {str(pk) for left in kept.values() for pk in left}
    return _knowledge(passages, gone, progress)


def archiving(document: models.Document) -> Trial:
    chunks = document.chunks.filter(live=True).values_list("pk", flat=True)
    return _knowledge([], {str(pk) for pk in chunks})


def restoring(document: models.Document, *, progress: Progress = unseen) -> Trial:
    body = document.current.body if document.current else ""
    parsed = ParsedDocument(document.title, body, document.language, document.url)
    return _knowledge(_passages(document.key, parsed), set(), progress)


def by_intent(name: str, outcome: Outcome) -> bool:
    """What a change of an intent's answers can touch."""
    return outcome.intent == name


def by_sources(outcome: Outcome) -> bool:
    """Templates answer before any article is looked at."""
    return outcome.rung != Rung.TEMPLATE


def _passages(key: str, parsed: ParsedDocument) -> list[Coming]:
    language = parsed.language or detect_language(parsed.markdown)
    return [Coming(key, parsed.title, language, parsed.url, passage) for passage in cut_into_passages(parsed.markdown)]


def _live(key: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    rows = models.Chunk.objects.filter(document__key=key, live=True, document__archived_at=None)
    for pk, digest in rows.values_list("pk", "text_hash"):
        found.setdefault(digest, []).append(pk)
    return found


def _knowledge(coming: list[Coming], gone: set[str], progress: Progress = unseen) -> Trial:
    try:
        return {remembered.knowledge: with_passages(coming, gone=gone, progress=progress)}
    except IndexUnavailable:
        # Nothing is indexed, and nothing would be.
        return {}
