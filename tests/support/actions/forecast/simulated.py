"""Rated conversations whose signs tell, or do not tell, how their customers will rate them."""

from datetime import timedelta
from uuid import UUID

import numpy as np

from services.support.models.choices import Rung, State
from services.support.queries.talks import RatedTalk, Talk
from tests.support.talks import BEGIN, Written

_BAD_TEXTS = ("This is ridiculous", "where is my card??", "you are useless", "that did not help")
_GOOD_TEXTS = ("thanks", "that is helpful", "how do I freeze my card", "ok and what does it cost")


def rated_talks(n: int, *, seed: int, tells: bool = True, each: int = 2) -> list[RatedTalk]:
    """One an hour; every customer rates `each` times in a row. Of trouble four in five end unhappy, else one in ten."""
    generator = np.random.default_rng(seed)
    found = []
    for number in range(n):
        trouble = generator.random() < 0.4
        unhappy = generator.random() < ((0.8 if trouble else 0.1) if tells else 0.35)
        talk = _talk(generator, trouble)
        visitor = UUID(int=number // each)
        at = BEGIN + timedelta(hours=number + 1)
        score = int(generator.integers(1, 3) if unhappy else generator.integers(3, 6))
        found.append(RatedTalk(Talk(talk.id, visitor, talk.facts), score, at))
    return found


def _talk(generator: np.random.Generator, trouble: bool) -> Talk:
    talk = Written().asks()
    for turn in range(int(generator.integers(1, 4))):
        talk.bot(seconds=60 * turn + float(generator.random() * 5), rung=Rung.HANDOVER if trouble else Rung.TEMPLATE)
        texts = _BAD_TEXTS if trouble and generator.random() < 0.8 else _GOOD_TEXTS
        talk.asks(str(generator.choice(texts)), seconds=60 * turn + 30)
    if generator.random() < 0.3:
        talk.state(State.WAITING, seconds=500, reason="below_threshold")
    return talk.talk
