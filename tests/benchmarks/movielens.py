"""MovieLens-100k: the next film of everybody, and nine windows of global time, full ranking

Every rating is an interaction. Texts are titles, years and genres by a frozen MiniLM. `MOVIELENS` names the folder
with `ml-100k.inter`, `.item` and `.user` as RecBole writes them (the wheel `recbole` 1.2.1 has it below
`recbole/dataset_example`). Settings were chosen on the rows before the last ones and on the four windows before the
nine; the test is read once a seed. Where ours is a blend, its weights come from training rows kept aside. Peers get
the same rows and histories. `SEEDS=1` measures one seed, `PROTOCOL` one of the protocols (or `diversity`, or
`new-items`), and `PEERS=ials` one of the peers: SASRec takes long without a GPU, and so does our own attention, which
stands beside the blend and which `WITHOUT=sequential` leaves out.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modelkit.evaluation.intervals import Interval
from modelkit.models import Encoder
from modelkit.recommendation.data import History, Interactions
from modelkit.recommendation.data.readers import read_recbole
from modelkit.recommendation.diversity import Spreading, choose_strength
from modelkit.recommendation.lineup import BASELINES, LINEUPS, OURS, TEXTS_BY, Protocol
from modelkit.recommendation.protocols import answer_all, leaks_of
from modelkit.recommendation.recommenders import Popularity, Recommender, TextIals, TextNeighbours, TwoTower
from modelkit.recommendation.splits import hold_out_items, leave_one_out
from modelkit.recommendation.truth import Answers, compare, distances, lead, measure
from tests.benchmarks.measuring import peers
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.tables import print_table

# iALS: the best of 54 settings on validation. SASRec: its defaults, with as many epochs as it is often given.
PEERS: dict[str, dict[str, float]] = {
    "ials": {"factors": 32, "regularization": 1.0, "alpha": 1.0},
    "sasrec": {"epochs": 50, "length": 100},
}
# The best of nine settings on films held out of the training part.
LIGHTFM: dict[str, float] = {"factors": 32, "epochs": 10, "penalty": 0.0, "own": 0}
TITLES = {"ials": "iALS (implicit 0.7.3)", "sasrec": "SASRec (RecTools 0.19)"}
SLICES: dict[Protocol, tuple[str, ...]] = {"leave-one-out": ("all",), "rolling-time": ("known", "cold", "all")}
NEW_SHARE = 0.1
NEW_OURS = "factors read off texts and tags"
NEW_ITEMS: dict[str, Callable[[], Recommender]] = {
    "frozen encoder (text neighbours)": TextNeighbours,
    "two towers": TwoTower,
    NEW_OURS: TextIals,
    "popularity (says nothing here)": Popularity,
}


def main() -> None:
    keep_two_cores()
    folder = Path(os.environ.get("MOVIELENS", ""))
    if not list(folder.glob("*.inter")):
        print("Left out: MOVIELENS names no folder with ml-100k.inter.", flush=True)
        return
    data = read_recbole(folder)
    encoder = Encoder.from_backbone(TEXTS_BY)
    data = data.seen_by(data.catalogue.embedded(lambda texts: encoder.encode(texts, kind="passage")))
    seeds = range(int(os.environ.get("SEEDS", "3")))
    wanted = os.environ.get("PROTOCOL", "")
    for protocol in LINEUPS:
        if wanted in ("", protocol):
            _protocol(data, protocol, seeds)
    if wanted in ("", "diversity"):
        _diversity(data)
    if wanted in ("", "new-items"):
        _new_items(data, seeds)


def _protocol(data: Interactions, protocol: Protocol, seeds: Sequence[int]) -> None:
    without = os.environ.get("WITHOUT", "").split(",")
    found = answer_all(data, protocol, seeds=seeds, report=_report, without=without)
    if protocol == "leave-one-out":
        found |= _peers(data, seeds)
    print(f"\n{protocol}; leaks: {leaks_of(data, protocol) or 'none'}\n", flush=True)
    items = len(data.catalogue)
    for name in SLICES[protocol]:
        rows = [_row(system, answers, found, protocol, name, items) for system, answers in found.items()]
        head = [f"{name} (n={compare(found[OURS], items=items, slice_of=name).questions})", "NDCG@10", "HR@10"]
        print_table([*head, "Recall@20", "coverage", "NDCG@10 beside the baseline", "lead of ours"], rows)
        print(flush=True)


def _row(
    system: str,
    answers: list[Answers],
    found: dict[str, list[Answers]],
    protocol: Protocol,
    name: str,
    items: int,
) -> list[str]:
    figures = compare(answers, items=items, slice_of=name)
    beside = lead(answers, found[BASELINES[protocol]], slice_of=name).difference
    ahead = lead(found[OURS], answers, slice_of=name).difference
    metrics = [_plain(figures.metrics[one]) for one in ("ndcg@10", "hit@10", "recall@20")]
    return [system, *metrics, f"{figures.coverage:.2f}", _signed(beside), _signed(ahead)]


def _peers(data: Interactions, seeds: Sequence[int]) -> dict[str, list[Answers]]:
    if not peers.available():
        print("Peers are left out: RECOMMEND_PEERS names no environment.", flush=True)
        return {}
    split = leave_one_out(data)
    histories = [one.history for one in split.questions]
    asked = os.environ.get("PEERS", ",".join(PEERS)).split(",")
    return {
        TITLES[name]: [
            measure(
                _Kept(histories, peers.scores(name, split.train, histories, seed=seed, **settings)), split.questions
            )
            for seed in seeds
        ]
        for name, settings in PEERS.items()
        if name in asked
    }


class _Kept:
    """A scorer that looks up what was scored before."""

    def __init__(self, histories: Sequence[History], scores: NDArray[np.float32]) -> None:
        self.rows = {id(one): row for one, row in zip(histories, scores, strict=True)}

    def __call__(self, histories: Sequence[History]) -> NDArray[np.float32]:
        return np.stack([self.rows[id(one)] for one in histories])


def _diversity(data: Interactions) -> None:
    """The strength comes from the validation rows, the figures from the test."""
    validation, test = leave_one_out(data, last=2), leave_one_out(data)
    vectors = data.catalogue.vectors
    make = LINEUPS["leave-one-out"]().sources["ease, latest first"]
    chosen = choose_strength(make.fit(validation.train).scores, validation.questions, vectors)
    plain = make.fit(test.train).scores
    before = measure(plain, test.questions)
    after = measure(Spreading(plain, vectors, strength=chosen.strength), test.questions)
    apart = [float(distances(one.listed, vectors).mean()) for one in (before, after)]
    figures = [float(one.metrics["ndcg@10"].mean()) for one in (before, after)]
    print_table(
        ["spread within a loss of 1 % on validation", "strength", "NDCG@10", "distance within lists"],
        [
            ["as ranked", "0", f"{figures[0]:.4f}", f"{apart[0]:.4f}"],
            ["spread", f"{chosen.strength}", f"{figures[1]:.4f}", f"{apart[1]:.4f}"],
        ],
    )
    print(f"\nloss {1 - figures[1] / figures[0]:.2%}, gain {apart[1] / apart[0] - 1:.2%}\n", flush=True)


def _new_items(data: Interactions, seeds: Sequence[int]) -> None:
    """A tenth of the films held out whole, another tenth a seed; only the held-out films are ranked."""
    found: dict[str, list[Answers]] = {}
    for seed in seeds:
        split, new = hold_out_items(data, share=NEW_SHARE, seed=seed)
        for title, make in NEW_ITEMS.items():
            scorer = make().fit(split.train, seed=seed).scores
            found.setdefault(title, []).append(measure(scorer, split.questions, among=new))
        if peers.available():
            histories = [one.history for one in split.questions]
            kept = _Kept(histories, peers.scores("lightfm", split.train, histories, seed=seed, **LIGHTFM))
            found.setdefault("LightFM (lightfm-next 1.19.0)", []).append(measure(kept, split.questions, among=new))
    rows = []
    for title, answers in found.items():
        figures = [compare([one], items=len(data.catalogue)).metrics["recall@20"] for one in answers]
        ahead = [
            lead([mine], [one], metric="recall@20").difference
            for mine, one in zip(found[NEW_OURS], answers, strict=True)
        ]
        mean = f"{np.mean([one.value for one in figures]):.4f}"
        rows.append(
            [
                title,
                mean,
                *(" / ".join(show(one) for one in column) for show, column in ((_plain, figures), (_signed, ahead))),
            ]
        )
    print_table(["films never seen in training", "Recall@20, mean", "by seed", "lead of factors read off texts"], rows)


def _report(split: str, system: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{split}: {system:<40}", end="", file=sys.stderr)


def _plain(figure: Interval) -> str:
    return f"{figure.value:.4f} [{figure.low:.4f}, {figure.high:.4f}]"


def _signed(figure: Interval) -> str:
    return f"{figure.value:+.4f} [{figure.low:+.4f}, {figure.high:+.4f}]"
