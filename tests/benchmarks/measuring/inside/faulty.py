"""The sample bank with five hundred cases of its own, and changes put to its gate, each undone afterwards."""

import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from services.support import models
from services.support.actions import documents, records, remembered, teaching, training
from services.support.actions.answer import answer
from services.support.actions.answer.outcome import Answer
from services.support.actions.answer.versions import forget_versions
from services.support.actions.evaluate import evaluate
from services.support.actions.gate import ChangeHeld, Verdict, follow
from services.support.actions.gate.verdict import LEVEL
from shared.engines import forget_engines
from tests.benchmarks.measuring.inside.changes_tried import Change, faults, harmless

SAMPLE = Path(__file__).parents[4] / "services" / "support" / "sample"
SEED = 11
log = structlog.get_logger(__name__)
_FIGURE = re.compile(r"\d[\d.,–:]*\d|\d")
Case = models.EvaluationCase


def run(verb: str, *arguments: str) -> dict[str, Any]:
    verbs: dict[str, Callable[..., dict[str, Any]]] = {"train": _train, "judge": _judge}
    return verbs[verb](*arguments)


def _train(preset: str) -> dict[str, Any]:
    """All that is marked as test stays out of training, and becomes a case."""
    for path in sorted((SAMPLE / "knowledge").rglob("*.md")):
        key = str(path.relative_to(SAMPLE / "knowledge").with_suffix(""))
        documents.ingest_file(filename=path.name, data=path.read_bytes(), key=key)
    records.import_file(kind="intents", filename="intents.json", data=(SAMPLE / "intents.json").read_bytes())
    for kind, name in (("examples", "examples"), ("examples", "out_of_scope"), ("pairs", "faq_questions")):
        _import(kind, [row for row in _rows(name) if row.get("split") != "test"])
    _import("conversations", _rows("conversations"))
    job = training.start_training()
    training.run_training_job(job_id=job.pk, preset=preset)
    _import("cases", [*_rows("cases"), *_held_out()])
    return {"cases": Case.objects.count()}


def _held_out() -> list[dict[str, Any]]:
    known = {row["question"] for row in _rows("cases")}
    found = [{"question": row["text"], "expect": "template", "intent": row["label"]} for row in _test("examples")]
    found += [
        {"question": row["question"], "expect": "article", "article": row["article"]} for row in _test("faq_questions")
    ]
    found += [{"question": row["text"], "expect": "handover"} for row in _test("out_of_scope")[:50]]
    return [row for row in found if row["question"] not in known]


def _judge(cases: str, bad: str, good: str) -> dict[str, Any]:
    """Every case is protected while the gate looks: who protects fewer is then reckoned from the same verdict."""
    Case.objects.exclude(pk__in=Case.objects.order_by("question_hash").values("pk")[: int(cases)]).delete()
    _write_down()
    Case.objects.update(protected=True)
    teaching.prepare()
    began = time.perf_counter()
    count = follow()
    seconds = time.perf_counter() - began
    evaluate(accept=True)
    before = _reading()
    chosen = _one_of_each(before)
    right = [case for case in Case.objects.order_by("pk") if before[case.pk] > 0]
    tried = {"faults": faults(SEED, right)[: int(bad)], "harmless": harmless(SEED)[: int(good)]}
    judged = {name: [_judged(change, before, chosen) for change in changes] for name, changes in tried.items()}
    return {"cases": count, "seconds": seconds, "right": len(right), "one_of_each": len(chosen), **judged}


def _judged(change: Change, before: dict[int, int], chosen: set[int]) -> dict[str, Any]:
    """What the gate says, and what became of the cases once the change was made all the same."""
    with transaction.atomic(), _own_indexes():
        began = time.perf_counter()
        held, verdict = _put(change)
        seconds = time.perf_counter() - began
        after = _reading()
        transaction.set_rollback(True)
    _forget()
    worse = [pk for pk in before if after[pk] < before[pk]]
    broken = {one["case"] for one in verdict.worse} & {pk for pk, value in before.items() if value > 0}
    by_chance = verdict.p_value < LEVEL
    found = {
        "kind": change.kind,
        "worse": len(worse),
        "better": sum(after[pk] > before[pk] for pk in before),
        # Of labels that are doubtful no case need say anything.
        "by_labels": held and not verdict.cases,
        "every": held,
        "one_of_each": held and (by_chance or bool(broken & chosen) or not verdict.cases),
        "none": held and (by_chance or not verdict.cases),
        "seconds": seconds,
    }
    # Eighty take a while, and a run that is stopped has told those before.
    log.info("change_tried", **found)
    return found


def _put(change: Change) -> tuple[bool, Verdict]:
    try:
        # What a refusal has written stays inside.
        with transaction.atomic():
            change.act()
    except ChangeHeld as refusal:
        held, verdict = True, refusal.verdict
    except teaching.BatchRefused:
        held, verdict = True, Verdict(cases=0)
    else:
        held, verdict = False, Verdict(cases=0)
    if held:
        _forget()
        change.make()
    _forget()
    return held, verdict


def _reading() -> dict[int, int]:
    """As a reader would say: 1 right, 0 no answer, -1 a wrong one. It shares nothing with the gate's own grades."""
    return {case.pk: _read(case, answer(text=case.question)) for case in Case.objects.order_by("pk")}


def _read(case: models.EvaluationCase, found: Answer) -> int:
    if not found.is_answer:
        return 1 if case.expect == Case.Expect.HANDOVER else 0
    said = found.text.casefold()
    holds = all(part.casefold() in said for part in case.must_contain)
    if case.expect == Case.Expect.TEMPLATE:
        return 1 if holds and found.intent == case.intent else -1
    if case.expect == Case.Expect.ARTICLE:
        cited = case.document_key in {one.document for one in found.citations}
        return 1 if holds and (cited or (found.intent and case.must_contain)) else -1
    return -1


def _write_down() -> None:
    """What a company does once: for each case without one, a figure that the right answer now holds."""
    for case in Case.objects.exclude(expect=Case.Expect.HANDOVER).filter(must_contain=[]):
        found = answer(text=case.question)
        figures = _FIGURE.findall(found.text)
        if figures and _read(case, found) > 0:
            case.must_contain = [max(figures, key=len)]
            case.save(update_fields=["must_contain"])


def _one_of_each(before: dict[int, int]) -> set[int]:
    """The first case that is right of every intent, of every article, and of those that are a person's."""
    found: dict[str, int] = {}
    for case in Case.objects.order_by("pk"):
        if before[case.pk] > 0:
            found.setdefault(case.intent or case.document_key or case.expect, case.pk)
    return set(found.values())


@contextmanager
def _own_indexes() -> Iterator[None]:
    """A copy, so that whatever a change builds is gone with it."""
    kept = settings.MODELKIT_INDEXES
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(kept, Path(folder) / "indexes")
        settings.MODELKIT_INDEXES = str(Path(folder) / "indexes")
        forget_engines()
        try:
            yield
        finally:
            settings.MODELKIT_INDEXES = kept
            forget_engines()


def _forget() -> None:
    remembered.forget_all()
    forget_versions()


def _test(name: str) -> list[dict[str, Any]]:
    return [row for row in _rows(name) if row.get("split") == "test"]


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _import(kind: str, rows: list[dict[str, Any]]) -> None:
    data = "\n".join(json.dumps(row) for row in rows).encode()
    records.import_file(kind=kind, filename=f"{kind}.jsonl", data=data)
