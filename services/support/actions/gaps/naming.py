"""What a subject is called: the words that its questions share and others do not.

Class-based TF-IDF (Grootendorst, 2022): how many of a subject's questions have the word, times how rare it is in
all subjects and in what customers ask anyway. Chinese is segmented, so that it weighs words and not characters.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from services.support.actions.answer.context import content_words

WORDS = 4
# Words that weigh less beside the heaviest are what customers say of everything.
_LEAST = 0.6
_MASK = re.compile(r"\[[a-z_ ]+\]")


def name_groups(groups: Sequence[Sequence[str]], common: Iterable[str]) -> list[list[str]]:
    """A few words for each group of questions, the most telling first; none where its questions share none.

    A word of one question alone is its customer's: it names no group of several.
    """
    counted = [_words(group) for group in groups]
    everywhere = sum(counted, _words(common))
    usual = max(everywhere.total() / max(len(groups) + 1, 1), 1.0)
    return [
        _telling(count, everywhere, usual, shared=len(set(group)) > 1)
        for count, group in zip(counted, groups, strict=True)
    ]


def _words(texts: Iterable[str]) -> Counter[str]:
    """In how many of the texts each word stands."""
    return Counter(word for text in texts for word in content_words(_MASK.sub(" ", text)) if _tells(word))


def _tells(word: str) -> bool:
    return word not in ENGLISH_STOP_WORDS and not word.isnumeric() and (len(word) > 2 or not word.isascii())


def _telling(count: Counter[str], everywhere: Counter[str], usual: float, *, shared: bool) -> list[str]:
    weighed = {word: n * log(1 + usual / everywhere[word]) for word, n in count.items() if n > 1 or not shared}
    least = _LEAST * max(weighed.values(), default=0.0)
    weights = {word: weight for word, weight in weighed.items() if weight >= least}
    chosen: list[str] = []
    for word in sorted(weights, key=lambda one: (-weights[one], -len(one), one)):
        # Segmenting for search gives words and their parts: one of them is enough.
        if not any(word in known or known in word for known in chosen):
            chosen.append(word)
        if len(chosen) == WORDS:
            break
    return chosen
