"""May a version be put in force? What it lists of the whole shelf decides, beside what is in force, user by user.

What was shown and opened cannot: a ranker may tell shown from shown better than the one before and still bury what
should have been shown.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any, Self

from django.conf import settings
from django.utils.translation import gettext as _

from modelkit.evaluation.intervals import Interval
from modelkit.registry import Registry
from services.recommend.actions.evaluating.comparing import compare, compare_fair
from services.recommend.actions.evaluating.measuring import Rows, rank
from services.recommend.actions.evaluating.systems import scores
from services.recommend.actions.evaluating.windows import HELD_OUT, windows
from services.recommend.actions.ranking.learned import LearnedRanker
from services.recommend.actions.ranking.rankers import NAME, Ranker, current_ranker, version_of

DAYS = HELD_OUT
# Where a card keeps what was found.
KEY = "gate"
# Users of a day whose lists are read: of four days, the lead is known to about a hundredth.
_READ_FOR = 500
Judged = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """NDCG@10 over full ranking of a version and of `against`, on the same users and days, and what lies between.

    `users` counts users and days; intervals draw users.

    `fair`: what lies between were all shown alike, as `evaluating.comparing` has it; None where that cannot be told.
    """

    against: str
    users: int
    candidate: Interval
    live: Interval
    difference: Interval
    fair: Interval | None = None

    @property
    def refused(self) -> bool:
        """Known to be worse, or not known at all.

        Nor is it worse for listing less of what was shown, if what was seldom shown speaks for it.
        """
        return not self.users or (self.difference.high < 0 and (self.fair is None or self.fair.value < 0))

    @property
    def leads(self) -> bool:
        """Known to be better: by the fair measure, where there is one."""
        return self.users > 0 and (self.fair or self.difference).low > 0

    def as_dict(self) -> dict[str, Any]:
        """As a card keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Judged) -> Self:
        parts = {name: Interval(**kept[name]) for name in ("candidate", "live", "difference")}
        fair = kept.get("fair")
        return cls(kept["against"], kept["users"], **parts, fair=Interval(**fair) if fair else None)

    @property
    def reasons(self) -> list[str]:
        """In the reader's language; empty where the version may go live."""
        if not self.users:
            return [_("Nobody opened anything on the days that versions are measured on.")]
        if not self.refused:
            return []
        told = {"users": self.users, "against": self.against}
        told |= {name: f"{getattr(self, name).value:.3f}" for name in ("candidate", "live", "difference")}
        told |= {"low": f"{self.difference.low:.3f}", "high": f"{self.difference.high:.3f}"}
        text = _(
            "Over %(users)d users and days, ranking the whole shelf, its nDCG@10 is %(candidate)s and that of "
            "%(against)s %(live)s: a difference of %(difference)s (95 %% interval %(low)s to %(high)s)."
        )
        return [text % told]


def judge(candidate: Ranker, live: Ranker, *, until: datetime, days: int = DAYS) -> Verdict:
    """A day at a time, each ranked as of its beginning, every live item for every user who opened one that day.

    Of many users every so-manieth, where one of both reads, which takes a tenth of a second a list.
    """
    own, other = Rows(), Rows()
    reads = any(isinstance(one, LearnedRanker) and one.cross for one in (candidate, live))
    for window in windows(until=until, count=days, days=1):
        window = window.thinned(_READ_FOR if reads else len(window.histories))
        rank(window, partial(scores, candidate), own)
        rank(window, partial(scores, live), other)
    if not own.ndcg:
        unknown = Interval(0.0, 0.0, 0.0)
        return Verdict(live.version, 0, unknown, unknown, unknown)
    found, fair = compare(own, other), compare_fair(own, other)
    return Verdict(
        live.version, len(own.ndcg), found.own, found.other, found.difference, fair.difference if fair else None
    )


def kept_if_better(
    ranker: LearnedRanker, richer: LearnedRanker, *, until: datetime, days: int
) -> tuple[LearnedRanker, dict[str, Any]]:
    """The richer one only if it lists better for sure, else the ranker as it is; and what a card tells of it."""
    verdict = judge(richer, ranker, until=until, days=days)
    return (richer if verdict.leads else ranker), {"used": verdict.leads, **verdict.as_dict()}


def kept_verdict(number: int) -> Verdict | None:
    """What a version's training found; None for one from before there was this gate."""
    found = Registry(settings.RANKERS_DIR).card(NAME, number).data.get(KEY)
    return Verdict.of(found) if found else None


def judge_again(number: int, *, until: datetime) -> Verdict:
    """Beside what is in force now: what training found, if it was beside the same, else measured on the days before."""
    live, kept = current_ranker(), kept_verdict(number)
    if kept is not None and kept.against == live.version:
        return kept
    return judge(version_of(number), live, until=until)
