"""Replay: an archive of headlines by its dates through the live detector, the share of negative

20,553 headlines of two houses, December 2017 to July 2020, are judged one by one and counted as the desk counts; then
rules are asked as `manage.py replay` asks them. A day of the archive has about twenty headlines however much happens,
so that counts cannot surge and only the share of negative tells. The score at which an alert begins is chosen on 2018
(the lowest that raises at most two alerts in that year), and 2019 and 2020 are then replayed once.

Tones come from a classifier that `MODEL` names, or that is trained here on SEntFiN's training headlines (recipe
`topic_fast` on MiniLM); beside it TF-IDF taught on the same. The peer of the detector is a
trailing z-score of negative counts over the same tones. `LISTED=FILE` also writes each alert with its evidence.
"""

import json
import os
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from modelkit.config import load_recipe
from modelkit.data.records import LabelledText
from modelkit.models import Classifier
from tests.benchmarks.measuring import desk
from tests.benchmarks.measuring.archive import Dated, headlines
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.public_data import sentfin
from tests.benchmarks.measuring.tables import print_table

NEEDS = ("sentiment/headlines", "sentiment/sentfin")
TONES = ["negative", "neutral", "positive"]
CHOSEN_ON, REPORTED = ("2018-02-01", "2019-01-01"), ("2019-01-01", "2020-07-20")
MOST_ALERTS = 2
_MINILM = "sentence-transformers/all-MiniLM-L6-v2"

# A day's headlines share one moment: what follows within two days is the same alert.
_DAILY = {"keep_firing_minutes": 2880, "cooldown_minutes": 1440}
_RULES: dict[str, dict[str, Any]] = {
    "share of negative": {
        "detector": "share",
        "parameters": {"windows": [240], "days": 56, "margin": 0.05, "weight": 2.0, "clear_at": 1.0},
        **_DAILY,
    },
    "trailing z-score": {"detector": "zscore", "parameters": {"windows": [240], "days": 28, "clear_at": 1.0}, **_DAILY},
}
_LEVELS = {"share of negative": (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0), "trailing z-score": (3, 4, 5, 6, 8, 10, 12)}

Tones = list[str]


def main() -> None:
    keep_two_cores()
    archive = headlines()
    titles = [one.title for one in archive]
    said = {"fine-tuned": _fine_tuned(titles), "TF-IDF": _words(titles)}
    _print_months(archive, said)
    listed = {name: _watched(archive, tones, name) for name, tones in said.items()}
    _print_alerts(listed)
    if "LISTED" in os.environ:
        Path(os.environ["LISTED"]).write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")


def _watched(archive: Sequence[Dated], tones: Tones, model: str) -> dict[str, list[dict[str, Any]]]:
    """Each rule's alerts in the reported time, at the level that the time before chose."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            {"house": one.house, "title": one.title, "at": one.at.isoformat(), "tone": tone, "model": model}
            for one, tone in zip(archive, tones, strict=True)
        ]
        file = Path(folder) / "judged.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        levels = {name: {level: _rule(name, level) for level in _LEVELS[name]} for name in _RULES}
        tried = _ask(file, [rule for several in levels.values() for rule in several.values()], CHOSEN_ON)
        chosen = [_chosen(levels[name], tried) for name in _RULES]
        return _ask(file, chosen, REPORTED)


def _ask(file: Path, rules: Sequence[dict[str, Any]], span: tuple[str, str]) -> dict[str, list[dict[str, Any]]]:
    with desk.opened() as place:
        told: dict[str, list[dict[str, Any]]] = place.ask("replaying", str(file), json.dumps(rules), *span)
    return told


def _rule(name: str, level: float) -> dict[str, Any]:
    fields = _RULES[name]
    return {**fields, "name": f"{name}, {level:g}", "parameters": {**fields["parameters"], "raise_at": level}}


def _chosen(levels: dict[float, dict[str, Any]], tried: dict[str, list[Any]]) -> dict[str, Any]:
    quiet = [rule for rule in levels.values() if len(tried[rule["name"]]) <= MOST_ALERTS]
    return quiet[0] if quiet else list(levels.values())[-1]


def _fine_tuned(titles: Sequence[str]) -> Tones:
    model = Classifier.from_pretrained(os.environ["MODEL"]) if "MODEL" in os.environ else _trained()
    head = next(iter(model.heads))
    numbers = model.predict_logits(titles)[head].argmax(axis=1)
    return [model.heads[head][number] for number in numbers]


def _trained() -> Classifier:
    train, validation = _headlines_of_one_tone()
    recipe = load_recipe("topic_fast", [f"backbone={_MINILM}", "max_length=64"])
    model = Classifier.from_backbone(recipe.backbone, heads={"label": TONES})
    model.fit(_records(train), validation=_records(validation), recipe=recipe)
    return model


def _words(titles: Sequence[str]) -> Tones:
    train, _validation = _headlines_of_one_tone()
    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(max_iter=1_000))
    model.fit([text for text, _tone in train], [tone for _text, tone in train])
    return [str(tone) for tone in model.predict(list(titles))]


def _headlines_of_one_tone() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Training and validation headlines of the split that `sentfin` uses, those that say the same of all they name."""
    found = sentfin()
    random.Random(0).shuffle(found)
    first, second = int(0.8 * len(found)), int(0.9 * len(found))
    parts = (found[:first], found[first:second])
    train, validation = (
        [(one.title, min(one.sentiments.values())) for one in part if not one.conflicting] for part in parts
    )
    return train, validation


def _records(rows: Sequence[tuple[str, str]]) -> list[LabelledText]:
    return [LabelledText(text, {"label": tone}) for text, tone in rows]


def _print_months(archive: Sequence[Dated], said: dict[str, Tones]) -> None:
    """The three months with the largest share of negative, by each reader, and what is usual."""
    rows = []
    for name, tones in said.items():
        total: Counter[str] = Counter()
        bad: defaultdict[str, int] = defaultdict(int)
        for one, tone in zip(archive, tones, strict=True):
            total[f"{one.at:%Y-%m}"] += 1
            bad[f"{one.at:%Y-%m}"] += tone == "negative"
        shares = sorted(((bad[month] / total[month], month) for month in total), reverse=True)
        usual = shares[len(shares) // 2][0]
        first = ", ".join(f"{month} {100 * share:.1f} %" for share, month in shares[:3])
        rows.append(
            [name, first, f"{100 * usual:.1f} %", next(n + 1 for n, one in enumerate(shares) if one[1] == "2020-03")]
        )
    print_table(["tones", "most negative months", "median month", "rank of March 2020 of 32"], rows)
    print()


def _print_alerts(listed: dict[str, dict[str, list[dict[str, Any]]]]) -> None:
    rows = []
    for model, rules in listed.items():
        for rule, alerts in rules.items():
            march = [one for one in alerts if one["fired_at"].startswith(("2020-02-2", "2020-03"))]
            best = max(alerts, key=_score, default=None)
            told = f"{best['fired_at'][:10]}, {best['score']:.1f}" if best else "–"
            rows.append([f"{rule}; tones {model}", len(alerts), len(march), told])
    print_table(["rule", "alerts, 2019 to July 2020", "of these 20 February to 31 March 2020", "highest score"], rows)


def _score(alert: dict[str, Any]) -> float:
    return float(alert["score"])
