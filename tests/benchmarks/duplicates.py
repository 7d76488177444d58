"""Copies: near-duplicates of mutated articles, and what syndication does to the counts

Articles are put together from sentences of DSTC9's answers and FinFE's posts, so that no two share more than chance
has it; three in ten are "other news on the same matter", which share a third of their sentences and are no copies. A
copy has typos, cuts, moved paragraphs, an outlet's boilerplate and, half of the time, another headline. Thresholds of
all methods come from other seeds. Counts are those of the service itself, over rows.
"""

import os
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import django
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.benchmarks.measuring import desk
from tests.benchmarks.measuring.public_data import dstc9_snippets, finfe
from tests.benchmarks.measuring.tables import print_table

NEEDS = ("support/dstc9_faq", "sentiment/finfe_zh")
ARTICLES, SENTENCES = 600, 14
CHOOSING, MEASURED = (100, 101), (0, 1, 2)
GRID = [round(0.2 + 0.025 * step, 3) for step in range(29)]

# Of two places in the list of texts, how alike they are; pairs that are left out are not alike at all.
Scores = dict[tuple[int, int], float]
Method = Callable[[list[str]], Scores]


@dataclass(frozen=True)
class Corpus:
    """`copies` are the pairs of places that tell the same."""

    texts: list[str]
    copies: set[tuple[int, int]]


def main() -> None:
    # The service's modules want to know whose they are; no database is touched in this process.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.sentiment.settings")
    django.setup()
    from services.sentiment.actions.duplicates.finding import THRESHOLD

    rows = [_measure(name, method, _chosen(method)) for name, method in METHODS.items()]
    rows.insert(1, _measure("the same at the threshold in force", _minhash, THRESHOLD))
    print_table(["method", "threshold", "precision", "recall", "F1", "lowest F1 of a seed"], rows)
    print("\nAll but the threshold in force are chosen on other seeds.\n")
    _print_syndication()


def _chosen(method: Method) -> float:
    """The threshold with the best F1 over the seeds that nothing is measured on."""
    corpora = [_corpus(seed) for seed in CHOOSING]
    scored = [(method(corpus.texts), corpus) for corpus in corpora]
    return max(GRID, key=lambda at: sum(_figures(scores, corpus, at)[2] for scores, corpus in scored))


def _measure(name: str, method: Method, threshold: float) -> list[object]:
    found = []
    for seed in MEASURED:
        corpus = _corpus(seed)
        found.append(_figures(method(corpus.texts), corpus, threshold))
    means = np.mean(found, axis=0)
    lowest = min(one[2] for one in found)
    return [name, threshold, *(f"{value:.4f}" for value in means), f"{lowest:.4f}"]


def _figures(scores: Scores, corpus: Corpus, threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs."""
    said = {pair for pair, value in scores.items() if value >= threshold}
    right = len(said & corpus.copies)
    precision, recall = right / max(len(said), 1), right / max(len(corpus.copies), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _minhash(texts: list[str]) -> Scores:
    """As the service does: pairs that share a band, compared by their signatures."""
    from services.sentiment.actions.duplicates.signatures import bands_of, sign, similarity

    signatures = [sign(text) for text in texts]
    shelves: defaultdict[int, list[int]] = defaultdict(list)
    scores: Scores = {}
    for place, signature in enumerate(signatures):
        for key in bands_of(signature):
            for other in shelves[key]:
                scores[other, place] = similarity(signatures[other], signature)
            shelves[key].append(place)
    return scores


def _jaccard(texts: list[str]) -> Scores:
    """The exact share of word trigrams, of every pair."""
    groups = [_trigrams(text) for text in texts]
    return {
        (left, right): len(groups[left] & groups[right]) / max(len(groups[left] | groups[right]), 1)
        for right in range(len(texts))
        for left in range(right)
        if groups[left] & groups[right]
    }


def _trigrams(text: str) -> set[tuple[str, ...]]:
    from services.sentiment.actions.duplicates.signatures import words_of

    words = words_of(text)
    return {tuple(words[start : start + 3]) for start in range(len(words) - 2)}


def _cosine(texts: list[str]) -> Scores:
    """TF-IDF over single words and characters, of every pair."""
    vectors = TfidfVectorizer(token_pattern=r"[\u4e00-\u9fff]|\w+", sublinear_tf=True).fit_transform(texts)
    alike = (vectors @ vectors.T).toarray()
    lefts, rights = np.nonzero(np.triu(alike > GRID[0], k=1))
    return {(int(left), int(right)): float(alike[left, right]) for left, right in zip(lefts, rights, strict=True)}


METHODS: dict[str, Method] = {
    "MinHash with bands (the service's)": _minhash,
    "exact Jaccard of trigrams, all pairs": _jaccard,
    "TF-IDF cosine, all pairs": _cosine,
}


def _corpus(seed: int) -> Corpus:
    chance = random.Random(seed)
    english = [snippet.document for snippet in dstc9_snippets()]
    chinese = [text for text, _label in finfe()]
    texts: list[str] = []
    copies: set[tuple[int, int]] = set()
    for number in range(ARTICLES):
        pool = chinese if number % 3 == 0 else english
        paragraphs = chance.sample(pool, SENTENCES)
        original = len(texts)
        texts.append("\n".join(paragraphs))
        fate = chance.random()
        if fate < 0.4:
            copies.add((original, len(texts)))
            texts.append(_mutated(chance, paragraphs))
        elif fate < 0.7:
            same = chance.sample(paragraphs, SENTENCES // 3)
            texts.append("\n".join([*chance.sample(pool, SENTENCES - len(same)), *same]))
    return Corpus(texts, copies)


_BOILERPLATE = (
    "Read more on our pages. Sign up for the morning letter and never miss what moves the markets.",
    "The reporters of this house stick to its code of conduct. Write to the newsroom with what you know.",
    "本文仅代表作者观点，不构成投资建议。转载请注明出处。",
)


def _mutated(chance: random.Random, paragraphs: list[str]) -> str:
    """What another outlet makes of it."""
    kept = [_with_typos(chance, paragraph) for paragraph in paragraphs]
    if chance.random() < 0.5:
        kept[0] = f"Exclusive: {chance.choice(_BOILERPLATE)}"
    if chance.random() < 0.5:
        kept = kept[: len(kept) - chance.randint(1, 3)]
    if chance.random() < 0.5:
        place = chance.randrange(1, len(kept))
        kept.append(kept.pop(place))
    return "\n".join([*kept, chance.choice(_BOILERPLATE)])


def _with_typos(chance: random.Random, text: str) -> str:
    """One character in 150 is dropped."""
    return "".join(character for character in text if chance.random() > 1 / 150)


def _print_syndication() -> None:
    """Over rows, in a process of its own, since a process has one database."""
    with desk.opened() as place:
        told = place.ask("syndication", place.registry)
    rows = []
    for name, before in told["before"].items():
        after = told["after"][name]
        rows.append([name, before, after, f"{100 * (after - before) / max(before, 1):+.1f} %"])
    print(f"{told['articles']} articles, then {told['stored'] - told['articles']} copies in the same houses.\n")
    print_table(["stories counted", "before", "after", "moved"], rows)
