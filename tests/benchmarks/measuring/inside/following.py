"""The best article for the last question of each follow-up case: whole, with what was said before, without it."""

import json
from collections.abc import Sequence
from typing import Any

from services.support.actions.answer import Turn
from services.support.actions.answer.ladder import _prepared
from services.support.actions.answer.sources import _best_variant
from services.support.management.commands.demo import SAMPLE


def run() -> list[dict[str, Any]]:
    lines = (SAMPLE / "follow_ups.jsonl").read_text(encoding="utf-8").splitlines()
    return [_judged(json.loads(line)) for line in lines]


def _judged(case: dict[str, Any]) -> dict[str, Any]:
    *before, last = case["turns"]
    shown = {
        "alone": _best(case["alone"], case["language"]),
        "with": _best(last, case["language"], before),
        "without": _best(last, case["language"]),
    }
    return case | {"right": {name: article == case["article"] for name, article in shown.items()}}


def _best(question: str, language: str, before: Sequence[str] = ()) -> str:
    asking = _prepared(question, language, "", [Turn(author="visitor", text=said, intent="") for said in before])
    _asked, passages, _scorer = _best_variant(asking)
    return passages[0].document if passages else ""
