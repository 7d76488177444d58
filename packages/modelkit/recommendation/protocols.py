"""A line-up through a protocol: every recommender answers the same questions."""

from collections.abc import Callable, Iterable, Sequence

from modelkit.recommendation.data import Interactions
from modelkit.recommendation.lineup import BASELINES, DAYS, LINEUPS, OURS, WINDOWS, Protocol
from modelkit.recommendation.splits import Split, leave_one_out, rolling
from modelkit.recommendation.truth import Answers, Stock, compare, find_leaks, lead, measure, pooled
from modelkit.recommendation.truth.comparing import SLICES

# Told which split and recommender is done.
Report = Callable[[str, str], None]


def splits_of(data: Interactions, protocol: Protocol) -> Iterable[Split]:
    """The test questions: everybody's last row, or the nine latest windows of two weeks."""
    return [leave_one_out(data)] if protocol == "leave-one-out" else rolling(data, count=WINDOWS, days=DAYS)


def answer_all(
    data: Interactions, protocol: Protocol, *, seeds: Sequence[int], report: Report, without: Sequence[str] = ()
) -> dict[str, list[Answers]]:
    """Answers of every recommender of the line-up by seed; questions of all splits one after the other.

    `without` names those that only stand beside ours and are too slow to be measured now.
    """
    by_seed = [_answer(data, protocol, seed, report, without) for seed in seeds]
    return {name: [one[name] for one in by_seed] for name in by_seed[0]}


def _answer(
    data: Interactions, protocol: Protocol, seed: int, report: Report, without: Sequence[str]
) -> dict[str, Answers]:
    parts: dict[str, list[Answers]] = {}
    for split in splits_of(data, protocol):
        lineup, stock = LINEUPS[protocol](), Stock.of(split.train)
        lineup.ours.fit(split.train, seed=seed)
        others = {name: one.fit(split.train, seed=seed) for name, one in lineup.others.items() if name not in without}
        for name, one in {OURS: lineup.ours, **lineup.sources, **others}.items():
            parts.setdefault(name, []).append(measure(one.scores, split.questions, stock=stock))
            report(split.name, name)
    return {name: pooled(found) for name, found in parts.items()}


def described(found: dict[str, list[Answers]], protocol: Protocol, *, items: int) -> dict[str, object]:
    """Plain JSON: by slice and recommender every metric with its interval, and the lead over the baseline."""
    baseline = BASELINES[protocol]
    first = found[baseline][0]
    return {
        "protocol": protocol,
        "baseline": baseline,
        "slices": {
            name: {
                "questions": int(chosen(first).sum()),
                "systems": {
                    system: compare(answers, items=items, slice_of=name).as_dict()
                    | {"lead": lead(answers, found[baseline], slice_of=name).difference.as_dict()}
                    for system, answers in found.items()
                },
            }
            for name, chosen in SLICES.items()
            if chosen(first).any()
        },
    }


def leaks_of(data: Interactions, protocol: Protocol) -> dict[str, int]:
    """What the training rows of all splits tell of the answers, by kind; "future" belongs to leave-one-out."""
    counts: dict[str, int] = {}
    for split in splits_of(data, protocol):
        for leak in find_leaks(split):
            counts[leak.kind] = counts.get(leak.kind, 0) + leak.count
    return counts
