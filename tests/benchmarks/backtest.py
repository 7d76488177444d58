"""Backtest: a year × 500 entities × 15-minute bins, one core

The seconds of the very code that watches live: scores, learned baseline, alert machine.
"""

import time

from services.sentiment.actions.surges.detectors import DETECTORS, Block, make_detector
from services.sentiment.actions.surges.machine import Machine, Timing, advance
from tests.benchmarks.measuring.press import simulate
from tests.benchmarks.measuring.tables import print_table

ENTITIES, DAYS, RUNS = 500, 365, 3


def main() -> None:
    press = simulate("negative binomial", seed=7, entities=ENTITIES, days=DAYS, per_day=20)
    block = Block(0, press.counts, press.counts)
    print(f"{press.counts.sum():,} stories in {press.counts.size:,} bins; the best and worst of {RUNS} runs\n")
    rows = []
    for kind in DETECTORS:
        seconds, alerts = zip(*(_watch(kind, block) for _run in range(RUNS)), strict=True)
        rows.append([kind, f"{min(seconds):.1f} s", f"{max(seconds):.1f} s", f"{alerts[0]:,}"])
    print_table(["detector", "best", "worst", "alerts"], rows)


def _watch(kind: str, block: Block) -> tuple[float, int]:
    began = time.perf_counter()
    detector = make_detector(kind)
    scored, _state = detector.score(detector.begin(len(block.negative)), block)
    moved = advance(machine=Machine(), scored=scored, start=0, detector=detector, timing=Timing())
    return time.perf_counter() - began, len(moved.episodes)
