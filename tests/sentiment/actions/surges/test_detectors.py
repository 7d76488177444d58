"""Every detector: cut as one likes, the same bits; a surge is seen, quiet is not."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from services.sentiment.actions.surges.detectors import DETECTORS, Block, make_detector
from services.sentiment.actions.surges.detectors.base import BINS_A_DAY, adapt
from services.sentiment.actions.surges.detectors.baseline import hours
from services.sentiment.actions.surges.machine import Episode, Machine, Timing, advance
from services.sentiment.actions.surges.watch import pack, unpack

KINDS = sorted(DETECTORS)


def _block(days: int = 30, *, series: int = 5, start: int = 1_900_003, seed: int = 1) -> Block:
    rng = np.random.default_rng(seed)
    negative = rng.poisson(0.3, (series, days * BINS_A_DAY))
    return Block(start, negative, negative + rng.poisson(0.7, negative.shape))


@pytest.mark.parametrize("kind", KINDS)
def test_any_cut_gives_the_same_bits(kind: str) -> None:
    block = _block()
    block.negative[2, -50:-40] += 6
    block.total[2, -50:-40] += 6
    detector = make_detector(kind)
    whole, state = detector.score(detector.begin(5), block)
    rng = np.random.default_rng(7)
    edges = [0, *sorted(rng.choice(np.arange(1, block.bins), 60, replace=False).tolist()), block.bins]
    going, parts = detector.begin(5), []
    for begin, end in pairwise(edges):
        scored, going = detector.score(unpack(pack(going)), block.cut(begin, end))
        parts.append(scored.score)
    assert np.array_equal(np.concatenate(parts, axis=1), whole.score)
    assert all(np.array_equal(going[name], state[name]) for name in state)


@pytest.mark.parametrize("kind", KINDS)
def test_a_surge_is_seen_in_its_own_series_only(kind: str) -> None:
    block = _block(40)
    block.negative[2, -12:] += 8
    block.total[2, -12:] += 8
    detector = make_detector(kind)
    scored, _state = detector.score(detector.begin(5), block)
    assert scored.score[2, -12:].max() >= detector.raise_at
    if kind not in {"ratio", "zscore"}:
        assert np.delete(scored.score, 2, axis=0)[:, -12:].max() < detector.raise_at


def test_past_outbreaks_do_not_become_usual() -> None:
    block, disturbed = _block(30), _block(30)
    for day in range(20, 26):
        disturbed.negative[:, day * BINS_A_DAY : day * BINS_A_DAY + 8] += 5
    detector = make_detector("negative_binomial")
    calm, after = (detector.score(detector.begin(5), each)[1]["expected"] for each in (block, disturbed))
    assert after.mean() < 1.3 * calm.mean()
    assert (disturbed.negative.mean() - block.negative.mean()) / block.negative.mean() > 0.25


def test_rush_hours_are_learned() -> None:
    rng = np.random.default_rng(3)
    rate = np.where((np.arange(60 * BINS_A_DAY) % BINS_A_DAY) // 4 == 9, 4.0, 0.2)
    counts = rng.poisson(np.tile(rate, (5, 1)))
    detector = make_detector("negative_binomial")
    _scored, state = detector.score(detector.begin(5), Block(0, counts, counts))
    usual = state["expected"][:, 16:]
    assert usual[:, 36:40].mean() > 4 * usual[:, 60:80].mean()


def test_nothing_known_and_little_written_is_no_surge() -> None:
    counts = np.zeros((1, 48), dtype=np.int64)
    counts[0, 40:44] = 1
    detector = make_detector("negative_binomial")
    scored, _state = detector.score(detector.begin(1), Block(0, counts, counts))
    assert scored.score.max() < detector.raise_at


def test_a_new_series_leaves_the_others_as_they_were() -> None:
    detector = make_detector("negative_binomial")
    block = _block(20, series=3)
    _scored, state = detector.score(detector.begin(3), block)
    grown = adapt(state, detector.begin(4), [0, -1, 1, 2])
    assert np.array_equal(grown["expected"][[0, 2, 3]], state["expected"])
    assert grown["seen"][1] == 0


def test_the_local_week_moves_with_the_clocks() -> None:
    winter, summer = 20_540, 20_541  # 28 and 29 March 2026: clocks in Zurich go forward at 01:00 UTC.
    assert hours(winter, "Europe/Zurich")[12] % 24 == 13
    assert hours(summer, "Europe/Zurich")[12] % 24 == 14
    assert len(set(hours(summer, "Europe/Zurich"))) == 24


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"windows": [7]}, "windows"),
        ({"raise_at": "high"}, "raise_at"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"threshold": 3}, "threshold"),
        ({"raise_at": 2.0, "clear_at": 5.0}, "clear_at"),
        ({"raise_at": float("nan")}, "raise_at"),
    ],
)
def test_a_wrong_parameter_is_named(given: dict[str, object], field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}: "):
        make_detector("negative_binomial", given)


def _episodes(counts: list[int], timing: Timing) -> list[tuple[int | None, int | None]]:
    values = np.array([counts])
    detector = make_detector("threshold", {"windows": [15], "raise_at": 5, "clear_at": 3})
    scored, _state = detector.score(detector.begin(1), Block(0, values, values))
    moved = advance(machine=Machine(), scored=scored, start=0, detector=detector, timing=timing)
    return [(episode.fired, episode.resolved) for _place, episode in moved.episodes]


def test_an_alert_begins_high_and_ends_low() -> None:
    assert _episodes([0, 4, 5, 3, 2, 0, 0], Timing(hold=0, keep=0, cooldown=0)) == [(2, 5)]


def test_it_waits_as_long_as_asked_and_a_dip_starts_over() -> None:
    assert _episodes([6, 6, 0, 6, 6, 6, 0, 0], Timing(hold=2, keep=0, cooldown=0)) == [(5, 7)]


def test_it_keeps_firing_through_a_dip() -> None:
    assert _episodes([6, 0, 0, 6, 0, 0, 0, 0], Timing(hold=0, keep=2, cooldown=0)) == [(0, 7)]


def test_it_is_silent_for_a_while_afterwards() -> None:
    assert _episodes([6, 0, 6, 0, 6, 0, 0], Timing(hold=0, keep=0, cooldown=2)) == [(0, 2), (4, 6)]


def test_a_machine_survives_as_json() -> None:
    machine = Machine({1: Episode(pending=3, last=4, fired=4)}, {0: 9})
    assert Machine.from_json(machine.as_json(["a", "b"]), ["b", "c", "a"]) == Machine(
        {0: Episode(pending=3, last=4, fired=4)}, {2: 9}
    )


@pytest.mark.parametrize("edge", ["2026-03-29", "2026-10-25"])
def test_a_working_day_that_follows_the_clocks_is_usual_on_both_sides_of_their_change(edge: str) -> None:
    """Three stories a quarter from nine to ten in Berlin, every day; in UTC that hour moves at the edge."""
    berlin = ZoneInfo("Europe/Berlin")
    begin = datetime.fromisoformat(edge).replace(tzinfo=UTC) - timedelta(days=42)
    moments = [begin + timedelta(minutes=15 * number) for number in range(56 * 96)]
    counts = np.array([[3 if moment.astimezone(berlin).hour == 9 else 0 for moment in moments]], dtype=np.int64)
    block = Block(int(begin.timestamp()) // 900, counts, counts)

    def worst_after_the_edge(zone: str) -> float:
        detector = make_detector("negative_binomial", {"time_zone": zone})
        scored, _state = detector.score(detector.begin(1), block)
        assert scored.score[0, 42 * 96 :].max() < detector.raise_at
        return float(scored.score[0, 42 * 96 :].max())

    assert worst_after_the_edge("Europe/Berlin") < 0.8 * worst_after_the_edge("UTC")
