"""Changes that an editor might make: some that every reader would call a mistake, some that nobody would notice."""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise, zip_longest
from pathlib import Path
from typing import Any

from django.conf import settings

from modelkit.retrieval import IndexStore
from services.support import models
from services.support.actions import documents, teaching
from services.support.actions.documents.judging import judge_archiving, judge_files
from services.support.actions.engine import INDEX
from services.support.actions.evaluate import evaluate
from services.support.actions.gate import ChangeHeld, Verdict
from services.support.actions.index import rebuild_index
from services.support.actions.policy.choosing import accept_wrong_share
from services.support.actions.policy.judging import judge_limit
from services.support.actions.records.templates import (
    Draft,
    judge_deletion,
    judge_enabling,
    judge_template,
    save_template,
    set_enabled,
)
from services.support.actions.teaching.proposing import Proposal, propose
from services.support.queries import answers
from shared.accounts.models import User

_FIGURE = re.compile(r"\d")
_STUB = "We are revising this page. Please come back later."
_SUBJECTS = ("parking", "the canteen", "our garden", "the choir", "lost umbrellas", "the bicycle shed", "art", "lifts")
Act = Callable[[], object]
Right = Sequence[models.EvaluationCase] | None


@dataclass(frozen=True)
class Change:
    """`act` is judged as the service judges it, and raises `ChangeHeld`; `make` does the same past the gate."""

    kind: str
    act: Act
    make: Act


def _judged(kind: str, judge: Act, make: Act) -> Change:
    def act() -> None:
        judge()
        make()

    return Change(kind, act, make)


def faults(seed: int, right: Sequence[models.EvaluationCase]) -> list[Change]:
    """Forty, of every kind, in an order of which any beginning has several kinds.

    Each spoils an answer or an article that one of the cases that are `right` rests on: else nothing got worse.
    """
    drawn = random.Random(seed)
    return _dealt(
        islice(_swapped(drawn, right), 5),
        islice(_figures_in_templates(drawn, right), 5),
        islice(_wrong_language(drawn, right), 4),
        islice(_deleted(drawn, right), 3),
        islice(_switched_off(drawn, right), 3),
        islice(_figures_in_articles(drawn, right), 5),
        islice(_emptied(drawn, right), 4),
        islice(_archived(drawn, right), 4),
        (_limit("limit moved far", share) for share in (0.001, 0.5)),
        _behind_the_gate(),
        (_corrections("corrections with wrong labels", drawn, wrong=True) for _number in range(2)),
    )


def harmless(seed: int) -> list[Change]:
    """Forty that leave every answer as right as it was, in any reader's eyes."""
    drawn = random.Random(seed)
    now = answers.policy().max_wrong_share
    return _dealt(
        islice(_reworded(drawn), 8),
        islice(_another_language(drawn), 4),
        islice(_articles_reworded(drawn), 8),
        (_other_subject(subject) for subject in _SUBJECTS),
        islice(_sent_again(drawn), 4),
        (_limit("limit moved a little", now + step) for step in (-0.002, -0.001, 0.001, 0.002)),
        (_new_intent(number) for number in range(2)),
        (_corrections("corrections with right labels", drawn, wrong=False) for _number in range(2)),
    )


def _dealt(*kinds: Iterator[Change]) -> list[Change]:
    return [one for row in zip_longest(*kinds) for one in row if one is not None]


# --- Templates ---


def _templates(drawn: random.Random, right: Right = None) -> Iterator[models.AnswerTemplate]:
    """In an order drawn by lot; with cases, those that one of them rests on."""
    rows = list(models.AnswerTemplate.objects.select_related("intent").order_by("pk"))
    drawn.shuffle(rows)
    used = {(case.intent, case.language) for case in right or ()}
    yield from (row for row in rows if right is None or (row.intent.name, row.language) in used)


def _needs(right: Sequence[models.EvaluationCase], text: str, *, of: str) -> bool:
    """Whether a case on this intent or article looks for a figure that stands in the text."""
    parts = [part for case in right if of in (case.intent, case.document_key) for part in case.must_contain]
    return any(_FIGURE.search(part) and part in text for part in parts)


def _saved(kind: str, row: models.AnswerTemplate, text: str) -> Change:
    def given() -> dict[str, Any]:
        return {"intent": row.intent, "draft": Draft(row.language, text), "template": _fresh(row)}

    return _judged(kind, lambda: judge_template(**given()), lambda: save_template(**given()))


def _fresh(row: models.AnswerTemplate) -> models.AnswerTemplate:
    return models.AnswerTemplate.objects.select_related("intent").get(pk=row.pk)


def _swapped(drawn: random.Random, right: Sequence[models.EvaluationCase]) -> Iterator[Change]:
    rows = [row for row in _templates(drawn, right) if row.language == "en"]
    for row, other in pairwise(rows):
        yield _saved("another intent's answer", row, other.filled)


def _figures_in_templates(drawn: random.Random, right: Sequence[models.EvaluationCase]) -> Iterator[Change]:
    for row in _templates(drawn, right):
        if _needs(right, row.filled, of=row.intent.name):
            yield _saved("other figures in an answer", row, _with_other_figures(row.filled))


def _wrong_language(drawn: random.Random, right: Sequence[models.EvaluationCase]) -> Iterator[Change]:
    for row in _templates(drawn, right):
        other = row.intent.templates.exclude(language=row.language).first()
        if other:
            yield _saved("an answer in another language", row, other.filled)


def _deleted(drawn: random.Random, right: Sequence[models.EvaluationCase]) -> Iterator[Change]:
    for row in _templates(drawn, right):
        yield _judged(
            "answer deleted",
            lambda row=row: judge_deletion(template=_fresh(row)),  # type: ignore[misc]  # bound at once
            lambda row=row: _fresh(row).delete(),  # type: ignore[misc]
        )


def _switched_off(drawn: random.Random, right: Sequence[models.EvaluationCase]) -> Iterator[Change]:
    for row in _templates(drawn, right):
        yield _judged(
            "intent switched off",
            lambda row=row: judge_enabling(intent=_fresh(row).intent, enabled=False),  # type: ignore[misc]
            lambda row=row: set_enabled(intent=_fresh(row).intent, enabled=False),  # type: ignore[misc]
        )


def _reworded(drawn: random.Random) -> Iterator[Change]:
    for row in _templates(drawn):
        thanks = "感谢您的提问。" if row.language == "zh" else "Thank you for asking."
        yield _saved("answer reworded", row, f"{thanks} {row.text}")


def _another_language(drawn: random.Random) -> Iterator[Change]:
    draft = Draft("de", "Bitte fragen Sie uns im Chat.")
    for row in _templates(drawn):
        yield _judged(
            "answer in a language more",
            lambda row=row: judge_template(intent=row.intent, draft=draft),  # type: ignore[misc]
            lambda row=row: save_template(intent=row.intent, draft=draft),  # type: ignore[misc]
        )


def _new_intent(number: int) -> Change:
    draft = Draft("en", "Nobody has asked this yet.")

    def intent() -> models.Intent:
        return models.Intent.objects.get_or_create(name=f"unheard_of_{number}")[0]

    return _judged(
        "intent that nobody asks for",
        lambda: judge_template(intent=intent(), draft=draft),
        lambda: save_template(intent=intent(), draft=draft),
    )


# --- Articles ---


def _articles(drawn: random.Random, right: Right = None) -> Iterator[models.Document]:
    used = {case.document_key for case in right or ()}
    rows = list(models.Document.objects.filter(archived_at=None).select_related("current").order_by("pk"))
    drawn.shuffle(rows)
    yield from (row for row in rows if right is None or row.key in used)


def _written(kind: str, key: str, title: str, language: str, body: str) -> Change:
    data = f"---\ntitle: {json.dumps(title)}\nlanguage: {language}\n---\n{body}\n".encode()
    files = [("article.md", data, key)]

    def make() -> None:
        documents.ingest_file(filename="article.md", data=data, key=key)
        rebuild_index()

    return _judged(kind, lambda: judge_files(files), make)


def _rewritten(kind: str, row: models.Document, body: str) -> Change:
    return _written(kind, row.key, row.title, row.language, body)


def _body(row: models.Document) -> str:
    return row.current.body if row.current else ""


def _figures_in_articles(drawn: random.Random, right: Sequence[models.EvaluationCase]) -> Iterator[Change]:
    for row in _articles(drawn, right):
        lines = [line if line.startswith("#") else _with_other_figures(line) for line in _body(row).split("\n")]
        if _needs(right, _body(row), of=row.key):
            yield _rewritten("other figures in an article", row, "\n".join(lines))


def _emptied(drawn: random.Random, right: Sequence[models.EvaluationCase]) -> Iterator[Change]:
    for row in _articles(drawn, right):
        yield _rewritten("article emptied", row, f"# {row.title}\n\n{_STUB}")


def _archived(drawn: random.Random, right: Sequence[models.EvaluationCase]) -> Iterator[Change]:
    for row in _articles(drawn, right):

        def make(row: models.Document = row) -> None:
            documents.archive_document(document=models.Document.objects.get(pk=row.pk))
            rebuild_index()

        judge = partial(judge_archiving, models.Document.objects.get(pk=row.pk))
        yield _judged("article archived", judge, make)


def _articles_reworded(drawn: random.Random) -> Iterator[Change]:
    for row in _articles(drawn):
        more = "本页会随时更新。" if row.language == "zh" else "We keep this page up to date."
        yield _rewritten("article reworded", row, f"{_body(row).rstrip()}\n\n{more}")


def _other_subject(subject: str) -> Change:
    text = f"# About {subject}\n\nStaff who look after {subject} meet every spring and share tea and stories."
    return _written("article on another subject", f"en/about-{subject}", f"About {subject}", "en", text)


def _sent_again(drawn: random.Random) -> Iterator[Change]:
    for row in _articles(drawn):
        yield _rewritten("article sent again", row, _body(row))


# --- Limits, and what no action guards ---


def _limit(kind: str, share: float) -> Change:
    return _judged(kind, lambda: judge_limit(max_wrong_share=share), lambda: accept_wrong_share(max_wrong_share=share))


def _behind_the_gate() -> Iterator[Change]:
    """Done by hand on the machine: `manage.py evaluate` is what looks at it, against the last accepted run."""
    for kind, make in (
        ("thresholds set by hand", _set_thresholds),
        ("weights of another bank", _set_weights),
        ("index of an old version", _set_index_back),
    ):
        yield Change(kind, lambda make=make: _evaluated(make), make)  # type: ignore[misc]


def _evaluated(make: Act) -> None:
    make()
    verdict = evaluate().verdict
    if verdict["held"]:
        found = {name: verdict[name] for name in ("cases", "worse", "better", "p_value", "broken")}
        raise ChangeHeld(Verdict(**found))


def _set_thresholds() -> None:
    models.Policy.objects.update(intent_threshold=1e9, answer_threshold=1e9)


def _set_weights() -> None:
    row = models.Policy.objects.get()
    weights = row.curves.get("weights") or [1.0, 1.0, 1.0, 1.0, 0.0]
    row.curves = {**row.curves, "weights": [-one for one in weights]}
    row.save()


def _set_index_back() -> None:
    """As it was when a third of the passages were not written yet."""
    store = IndexStore(Path(settings.MODELKIT_INDEXES))
    index = store.load(INDEX)
    index.remove({key for key in index.ids() if int(key) % 3 == 0})
    store.publish(INDEX, index)


# --- Corrections ---


def _corrections(kind: str, drawn: random.Random, *, wrong: bool) -> Change:
    """Twelve questions that nobody trained on, approved together."""
    rows = list(models.Example.objects.filter(split="validation").exclude(intent=None).select_related("intent"))
    names = sorted({row.intent.name for row in rows if row.intent})
    chosen = [(row.text, row.language, _label(row, names, drawn, wrong=wrong)) for row in drawn.sample(rows, 12)]

    def act(*, force: bool = False) -> None:
        ana = User.objects.get_or_create(username="ana", defaults={"role": "agent"})[0]
        edith = User.objects.get_or_create(username="edith", defaults={"role": "editor"})[0]
        given: list[Any] = [Proposal(question=text, intent=name, language=code) for text, code, name in chosen]
        found = [propose(proposal=one, author=ana).pk for one in given]
        decision = teaching.approve(corrections=found, editor=edith, force=force)
        if not decision.live:
            raise ChangeHeld(decision.verdict)

    return Change(kind, act, lambda: act(force=True))


def _label(row: models.Example, names: list[str], drawn: random.Random, *, wrong: bool) -> str:
    right = row.intent.name if row.intent else ""
    return drawn.choice([name for name in names if name != right]) if wrong else right


def _with_other_figures(text: str) -> str:
    return _FIGURE.sub(lambda digit: str((int(digit[0]) + 3) % 10), text)
