"""Read every article, hold its statements against the others', and keep what is to be mended."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from services.support import models
from services.support.actions import background
from services.support.actions.background import Advance
from services.support.actions.embedding import current_encoder, embed
from services.support.actions.health.comparing import Clash, Nearness, Twice, clash, learn, pairs, said_twice
from services.support.actions.health.staleness import weight_of, why_stale
from services.support.actions.health.statements import statements_of
from services.support.queries import health as stored
from services.support.queries.health import Article, Passage
from shared.jobs.models import Job

KIND = "support.health"
Kind = models.Finding.Kind
_USED_WITHIN = timedelta(days=90)
# Vectors of all statements stay in memory: 40,000 take 61 MB.
_MOST_STATEMENTS, _MOST_TRACES = 40_000, 20_000


def start_job(*, user: Any = None) -> Job:
    """Raises `AlreadyRuns` while one is open."""
    return background.start(kind=KIND, user=user)


def run_job(*, job_id: Any) -> dict[str, Any]:
    return background.run(job_id=job_id, work=check_articles)


def check_articles(advance: Advance) -> dict[str, Any]:
    """Returns how many statements were compared, how near is near enough, and how much was found of each kind."""
    passages = stored.passages()
    statements = [
        one
        for passage in passages
        for one in statements_of(
            chunk=passage.chunk,
            document=passage.document,
            language=passage.language,
            heading=passage.heading,
            text=passage.text,
        )
    ][:_MOST_STATEMENTS]
    found: list[models.Finding] = []
    clashes: list[Clash] = []
    nearness = Nearness(1.0, 1.0)
    changed = {one.pk: one for one in stored.articles()}
    if statements:
        texts = [one.embedded for one in statements]
        vectors = embed(current_encoder(), texts, "query", lambda done, total: advance("statements", done, total))
        advance("comparing", 0, 1)
        near = list(pairs(statements, vectors))
        nearness = learn(near, statements, vectors)
        clashes = [one for one in map(clash, filter(nearness.holds, near)) if one]
        places = {passage.chunk: passage.document for passage in passages}
        found += _contradictions(clashes, changed)
        contradicted = {(one.first_id, one.second_id) for one in found}
        found += [
            _duplicate(one, places, changed)
            for one in said_twice(near, statements)
            if not {(one.first, one.second), (one.second, one.first)} & contradicted
        ]
    found += _stale(passages, clashes, changed)
    counts = _keep(found)
    return {
        "articles": len(changed),
        "statements": len(statements),
        "near_enough": {"same": round(nearness.same, 4), "across": round(nearness.across, 4)},
        **counts,
    }


def _contradictions(clashes: Sequence[Clash], articles: dict[int, Article]) -> list[models.Finding]:
    """One for each two passages: the nearest of their statements that clash. The older article is the one to mend."""
    found: dict[str, models.Finding] = {}
    for one in sorted(clashes, key=lambda each: -each.pair.cosine):
        first, second = one.pair.first, one.pair.second
        if articles[second.document].changed_at < articles[first.document].changed_at:
            first, second = second, first
        key = _key(Kind.CONTRADICTION, first.chunk, second.chunk)
        if key in found:
            continue
        turned = first is not one.pair.first
        facts = [[kind, *((b, a) if turned else (a, b))] for kind, a, b in one.facts]
        details = {"first": first.source, "second": second.source, "facts": facts, "negated": one.negated}
        found[key] = models.Finding(
            kind=Kind.CONTRADICTION,
            key=key,
            document_id=first.document,
            first_id=first.chunk,
            second_id=second.chunk,
            weight=one.pair.cosine,
            details=details,
        )
    return list(found.values())


def _duplicate(twice: Twice, places: dict[int, int], articles: dict[int, Article]) -> models.Finding:
    first, second = twice.first, twice.second
    if articles[places[second]].changed_at < articles[places[first]].changed_at:
        first, second = second, first
    return models.Finding(
        kind=Kind.DUPLICATE,
        key=_key(Kind.DUPLICATE, first, second),
        document_id=places[first],
        first_id=first,
        second_id=second,
        weight=twice.shared,
        details={"shared": round(twice.shared, 3)},
    )


def _stale(passages: Sequence[Passage], clashes: Sequence[Clash], articles: dict[int, Article]) -> list[models.Finding]:
    now = timezone.now()
    uses = stored.uses(since=now - _USED_WITHIN, limit=_MOST_TRACES)
    texts: dict[int, list[str]] = {}
    for passage in passages:
        texts.setdefault(passage.document, []).append(passage.text)
    against = _newer(clashes, articles)
    found = []
    for article in articles.values():
        text = "\n\n".join(texts.get(article.pk, []))
        reasons = why_stale(
            article, text, uses.of(article.pk), otherwise=sorted(against.get(article.pk, set())), now=now
        )
        if reasons:
            key = f"{Kind.STALE}:{article.pk}"
            details = {"reasons": reasons}
            found.append(
                models.Finding(
                    kind=Kind.STALE, key=key, document_id=article.pk, weight=weight_of(reasons), details=details
                )
            )
    return found


def _newer(clashes: Sequence[Clash], articles: dict[int, Article]) -> dict[int, set[str]]:
    """Titles of newer articles that say otherwise, by the older one."""
    found: dict[int, set[str]] = {}
    for one in clashes:
        old, new = sorted(
            (articles[one.pair.first.document], articles[one.pair.second.document]), key=lambda each: each.changed_at
        )
        if old.changed_at < new.changed_at:
            found.setdefault(old.pk, set()).add(new.title)
    return found


@transaction.atomic
def _keep(found: Sequence[models.Finding]) -> dict[str, int]:
    """What is no longer found is mended. What was dismissed stays so, unless there is a new reason."""
    known = {row.key: row for row in models.Finding.objects.select_for_update()}
    live = stored.live_among({pk for one in found for pk in (one.first_id, one.second_id) if pk})
    kept = [one for one in found if {one.first_id, one.second_id} - {None} <= live]
    models.Finding.objects.exclude(key__in=[one.key for one in kept]).delete()
    counts = dict.fromkeys(Kind.values, 0)
    for one in kept:
        counts[one.kind] += 1
        row = known.get(one.key)
        if row is None:
            one.save()
            continue
        if _codes(one) - _codes(row):
            row.dismissed_at, row.dismissed_by, row.dismissed_because = None, None, ""
        row.details, row.weight = one.details, one.weight
        row.save()
    return counts


def _codes(row: models.Finding) -> set[str]:
    return {one["code"] for one in row.details.get("reasons", [])}


def _key(kind: str, first: int, second: int) -> str:
    return f"{kind}:{min(first, second)}:{max(first, second)}"
