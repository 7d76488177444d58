"""Lists are compared by what is liked, not by what was shown."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, cast

import numpy as np
import pytest
from django.utils import timezone

from modelkit.evaluation.intervals import Interval, bootstrap, bootstrap_statistic, mean_by
from services.recommend import models
from services.recommend.actions.evaluating import comparing
from services.recommend.actions.evaluating.comparing import ENOUGH, compare, compare_fair, worth
from services.recommend.actions.evaluating.figures import figures
from services.recommend.actions.evaluating.measuring import Rows, rank
from services.recommend.actions.evaluating.systems import scores
from services.recommend.actions.evaluating.windows import windows
from services.recommend.actions.ranking import forget_shelf
from services.recommend.actions.ranking.learned import LearnedRanker
from services.recommend.actions.ranking.rankers import POPULAR, TEXT
from services.recommend.actions.training import gate, second
from services.recommend.actions.training.examples import days, join, shown
from services.recommend.actions.training.fitting import fit_best
from tests.recommend.readers import liking, open_magazine


def rows_of(gains: list[float], chances: list[float], *, days: int = 1) -> Rows:
    """A user for each of so many rows."""
    apart, told = [np.array([one]) for one in gains], [np.array([one]) for one in chances]
    users = [f"u{number // days:04d}" for number in range(len(gains))]
    return Rows(users=users, ndcg=gains, hit=gains, recall=gains, gains=apart, chances=told)


def test_what_was_seldom_shown_weighs_more() -> None:
    """One way lists the 300 that were shown nine times as often, the other the 300 that are liked as well."""
    chances = [0.9] * 300 + [0.1] * 300
    often = rows_of([1.0] * 300 + [0.0] * 300, chances)
    seldom = rows_of([0.0] * 300 + [1.0] * 300, chances)
    fair = compare_fair(often, seldom)
    assert fair is not None
    assert fair.own.value == pytest.approx(0.1)
    assert fair.difference.high < 0
    plain = compare(often, seldom)
    assert (plain.own.value, plain.difference.value) == (0.5, 0.0)


def test_days_of_one_user_are_not_independent() -> None:
    """Four days a user, who does the same on each of them: they tell no more than one day of each does."""
    gains = [float(number % 3 == 0) for number in range(300)]
    chances, nothing = [0.5] * 300, [0.0] * 300

    def told(days: int) -> list[Interval]:
        own, other = (
            rows_of(list(np.repeat(one, days)), list(np.repeat(chances, days)), days=days) for one in (gains, nothing)
        )
        fair, system = compare_fair(own, other), figures({"popular": own}, cold=[False] * 300 * days, items=1)
        assert fair is not None
        shown = cast(dict[str, Any], system)["all"]["systems"]["popular"]
        return [
            compare(own, other).difference,
            fair.difference,
            *(Interval(**shown[name]) for name in ("hit@10", "recall@20")),
        ]

    for once, often in zip(told(1), told(4), strict=True):
        assert [often.value, often.low, often.high] == pytest.approx([once.value, once.low, once.high])
    plain = bootstrap(gains)
    assert [told(1)[0].low, told(1)[0].high] == pytest.approx([plain.low, plain.high])
    independent = bootstrap(np.repeat(gains, 4))
    for one in told(4):
        assert one.high - one.low > 1.5 * (independent.high - independent.low)


@pytest.mark.django_db
def test_the_gate_draws_users_with_all_their_days() -> None:
    forget_shelf()
    open_magazine()
    now = timezone.now()
    rows = {one: Rows() for one in (TEXT, POPULAR)}
    for window in windows(until=now, count=4, days=1):
        for ranker, own in rows.items():
            rank(window, partial(scores, ranker), own)
    gap = np.array(rows[TEXT].ndcg) - np.array(rows[POPULAR].ndcg)
    by_user = bootstrap_statistic(*mean_by(gap, rows[TEXT].users))
    verdict = gate.judge(TEXT, POPULAR, until=now)
    assert verdict.users == len(gap) > len(set(rows[TEXT].users))
    assert (verdict.difference.low, verdict.difference.high) == pytest.approx((by_user.low, by_user.high))


def test_few_rows_never_decide_alone() -> None:
    """Three that were shown once in ten thousand would weigh as much as all others a hundred times."""
    found = worth([np.array([0.5])] * 500 + [np.array([1e-4])] * 3)
    assert found is not None
    weights = np.concatenate(found)
    assert weights.sum() ** 2 / (weights**2).sum() == pytest.approx(ENOUGH)
    assert weights[-1] > weights[0]
    alike = worth([np.array([0.5])] * 500)
    assert alike is not None
    assert np.concatenate(alike) == pytest.approx(1.0)


@pytest.mark.parametrize(("known", "unknown"), [(40, 0), (300, 400)])
def test_where_few_chances_are_known_they_are_left_alone(known: int, unknown: int) -> None:
    assert worth([np.array([0.2])] * known + [np.array([np.nan])] * unknown) is None


def test_what_nobody_told_a_chance_of_weighs_nothing() -> None:
    found = worth([np.array([0.2, np.nan])] * 300)
    assert found is not None
    assert all(one[0] == pytest.approx(1.0) and one[1] == 0.0 for one in found)


@pytest.mark.parametrize(("fair", "refused", "leads"), [(None, True, False), (-0.01, True, False), (0.02, False, True)])
def test_a_version_is_not_held_back_for_listing_less_of_what_was_shown(
    fair: float | None, refused: bool, leads: bool
) -> None:
    worse = Interval(-0.05, -0.08, -0.02)
    told = Interval(fair, fair - 0.01, fair + 0.01) if fair is not None else None
    verdict = gate.Verdict("ranker@1", 200, worse, worse, worse, told)
    assert (verdict.refused, verdict.leads) == (refused, leads)
    assert gate.Verdict.of(json.loads(json.dumps(verdict.as_dict()))) == verdict


@pytest.mark.django_db
def test_targets_come_with_the_chance_of_the_page_on_which_they_were_opened() -> None:
    forget_shelf()
    open_magazine()
    window = next(windows(until=timezone.now(), count=1, days=1))
    for past, targets, told in zip(window.histories, window.targets, window.chances, strict=True):
        assert set(told) == targets
        for item, chance in told.items():
            opened = models.Event.objects.filter(user=past.user, item=item, at__gt=window.at).earliest("at")
            pages = models.Impression.objects.filter(user=past.user, item=item, request=opened.request)
            assert chance in pages.values_list("propensity", flat=True)
    # Half of the users, and the chances with them.
    half = window.thinned(len(window.histories) // 2)
    assert [set(one) for one in half.chances] == half.targets


@pytest.mark.django_db
def test_what_learnt_to_list_what_was_shown_is_not_taken_for_better(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blind to chances it leads for sure, although readers, whose liking the simulation knows, like it less."""
    forget_shelf()
    open_magazine()
    now = timezone.now()
    parts = list(days(shown, until=now, count=28))
    validation = join(parts[-8:-4])
    first = LearnedRanker("first", fit_best(join(parts[:-8]), validation))
    with monkeypatch.context() as blind:
        blind.setattr(comparing, "ENOUGH", np.inf)
        taught = second.learn(first, validation, until=now - timedelta(days=8), days=20)
        flattered = replace(first, second=taught)
        plain = gate.judge(flattered, first, until=now)
    assert (plain.fair, plain.difference.low > 0, plain.leads) == (None, True, True)
    told = gate.judge(flattered, first, until=now)
    assert (told.difference, told.fair is not None, told.leads) == (plain.difference, True, False)
    assert liking(flattered, now=now) < liking(first, now=now)
    # Taught by how seldom things were shown, it is liked more than the flattered one.
    weighed = second.learn(first, validation, until=now - timedelta(days=8), days=20)
    assert liking(replace(first, second=weighed), now=now) > liking(flattered, now=now)
