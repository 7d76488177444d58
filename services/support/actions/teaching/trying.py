"""What corrections would make of the cases, before anybody else sees them."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.support import models
from services.support.actions import prototypes, remembered
from services.support.actions.answer.taught import match
from services.support.actions.documents.chunks import cut_into_passages
from services.support.actions.documents.sections import default_title
from services.support.actions.embedding import current_encoder, embed
from services.support.actions.gate import Outcome, Verdict, ask_where, compare
from services.support.actions.gate.asking import Trial, all_cases
from services.support.actions.gate.state import outcomes_in_force
from services.support.actions.gate.tried_articles import Coming, with_passages
from services.support.actions.tried import TriedExamples
from services.support.queries.answers import Reply
from services.support.queries.corrections import Lesson, Taught, lesson_of, prototype_id

Kind = models.Correction.Kind


def judge(rows: Sequence[models.Correction]) -> Verdict:
    """The company's cases before and after. Only those are asked again that the corrections can touch."""
    cases = all_cases()
    if not cases:
        return Verdict(cases=0)
    before = outcomes_in_force(cases)
    trial = trial_of(rows)
    intents = {row.intent for row in rows if row.kind == Kind.TEMPLATE and row.text}
    matched = _matched([case.question for case in cases], trial)
    near = {case.pk for case, hit in zip(cases, matched, strict=True) if hit}
    opens_article = any(row.kind == Kind.ARTICLE for row in rows)

    def touched(case: models.EvaluationCase, outcome: Outcome) -> bool:
        return opens_article or case.pk in near or outcome.intent in intents

    return compare(cases, before, ask_where(cases, before, trial=trial, touched=touched))


def trial_of(rows: Sequence[models.Correction]) -> Trial:
    known = remembered.taught()
    lessons = {row.pk: lesson_of(row) for row in rows}
    taught = Taught(
        {**known.by_digest, **{row.question_hash: lessons[row.pk] for row in rows}},
        {**known.by_id, **{prototype_id(row): lessons[row.pk] for row in rows}},
    )
    trial: dict[remembered.Remembered[Any], Any] = {
        remembered.taught: taught,
        remembered.replies: _replies(rows),
        remembered.prototypes: _examples(rows),
    }
    if passages := [one for row in rows if row.kind == Kind.ARTICLE for one in _passages(row)]:
        trial[remembered.knowledge] = with_passages(passages)
    return trial


def _examples(rows: Sequence[models.Correction]) -> TriedExamples:
    vectors = embed(current_encoder(), [row.question for row in rows], "query")
    return TriedExamples(tuple(prototype_id(row) for row in rows), vectors)


def _replies(rows: Sequence[models.Correction]) -> Mapping[tuple[str, str], list[Reply]]:
    """Templates as they would stand, filled as their intent's slots fill them."""
    found = dict(remembered.replies())
    slots = dict(models.Intent.objects.values_list("name", "slots"))
    for row in rows:
        if row.kind == Kind.TEMPLATE and row.text:
            text = row.text.format_map(slots.get(row.intent) or {})
            found[row.intent, row.language] = [Reply(row.intent, row.language, text, None, None)]
    return found


def _passages(row: models.Correction) -> list[Coming]:
    document = models.Document.objects.filter(key=row.document_key).first()
    title, url = (document.title, document.url) if document else (default_title(row.language), "")
    language = document.language if document else row.language
    cut = cut_into_passages(f"## {row.heading}\n\n{row.text}\n")
    return [Coming(row.document_key, title, language, url, passage) for passage in cut]


def _matched(questions: list[str], trial: Trial) -> list[bool]:
    """Which questions lead to another lesson under the trial than now: only for them can the rung say anything new."""
    before = _lessons(questions, remembered.taught())
    with remembered.instead(trial):
        after = _lessons(questions, remembered.taught())
    return [then != now for then, now in zip(before, after, strict=True)]


def _lessons(questions: list[str], taught: Taught) -> list[tuple[Lesson, float] | None]:
    """Nearness included: a neighbour that has come in between may push a chance below the threshold."""
    found = [match(question, near, taught) for question, near in zip(questions, _near(questions, taught), strict=True)]
    return [(one[0], round(one[1].cosine + one[1].lead, 4)) if one else None for one in found]


def _near(questions: list[str], taught: Taught) -> list[list[prototypes.Near]]:
    return prototypes.nearest(questions, patient=True) if taught else [[] for _ in questions]
