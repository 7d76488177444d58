"""Retrieval: 12,039 snippets of DSTC9, test places never trained on

A query is a place and a question; a document is the place and the answer alone, so the question's words are not in
it. Places are split 60/20/20: train teaches the encoder and the reranker, validation the fusion, test is read once.
All 12,039 documents compete throughout.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from modelkit.config import Recipe, load_recipe
from modelkit.data.records import ScoredPair, TextPair
from modelkit.evaluation.intervals import bootstrap
from modelkit.evaluation.significance import paired_bootstrap
from modelkit.models import Encoder, PairScorer
from modelkit.results import Hit
from modelkit.retrieval import Index
from modelkit.retrieval.lexical import LexicalIndex
from tests.benchmarks.measuring.public_data import Snippet, dstc9_snippets
from tests.benchmarks.measuring.tables import percent, print_table

NEEDS = ("support/dstc9_faq",)
BACKBONE = "intfloat/multilingual-e5-small"
DEPTH = 10
RERANKED = 12
# What two cores train and answer in a quarter of an hour.
TRAIN_QUESTIONS = 4_000
VALIDATION_QUESTIONS = 600
TEST_QUESTIONS = 1_000
RERANKER_QUESTIONS = 800
WRONG_PASSAGES = 4

Vectors = NDArray[np.float32]
# The documents found for each question, best first.
Found = list[list[str]]


@dataclass(frozen=True)
class Split:
    """Questions of one share of the places."""

    snippets: list[Snippet]

    @property
    def queries(self) -> list[str]:
        return [snippet.query for snippet in self.snippets]


def main() -> None:
    documents = list(dict.fromkeys(snippet.document for snippet in dstc9_snippets()))
    train, validation, test = _splits(dstc9_snippets())
    print(f"{len(documents)} different documents, {len(test.snippets)} test questions.\n")
    encoder = Encoder.from_backbone(BACKBONE, languages=("en",))
    found = {"BM25": _by_words(documents, test)}
    frozen = _index(encoder, documents)
    found["frozen encoder"] = _ids(_search(frozen, encoder, test))
    encoder.fit(_pairs(train), validation=_pairs(validation), recipe=_recipe("encoder"))
    tuned = _index(encoder, documents)
    found["fine-tuned encoder"] = _ids(_search(tuned, encoder, test))
    found["fused"] = _ids(_search(_fused(tuned, encoder, validation), encoder, test))
    reranker = _reranker(tuned, encoder, train)
    found["fused, reranked"] = _reranked(found["fused"], test, reranker)
    print_table(["method", "hit@1", "MRR@10"], [[name, *_figures(rows, test)] for name, rows in found.items()])
    _compare(found, test, tuned)


def _splits(snippets: list[Snippet]) -> tuple[Split, Split, Split]:
    """60/20/20 by place, so that no place is in two of them."""
    places = sorted({snippet.id.rpartition("/")[0] for snippet in snippets})
    random.Random(0).shuffle(places)
    cuts = [0, round(0.6 * len(places)), round(0.8 * len(places)), len(places)]
    limits = (TRAIN_QUESTIONS, VALIDATION_QUESTIONS, TEST_QUESTIONS)
    shares = [set(places[begin:end]) for begin, end in pairwise(cuts)]
    train, validation, test = (_drawn(snippets, share, limit) for share, limit in zip(shares, limits, strict=True))
    return train, validation, test


def _drawn(snippets: list[Snippet], places: set[str], limit: int) -> Split:
    inside = [snippet for snippet in snippets if snippet.id.rpartition("/")[0] in places]
    return Split(random.Random(1).sample(inside, min(limit, len(inside))))


def _recipe(name: str, *overrides: str) -> Recipe:
    return load_recipe(name, [f"backbone={BACKBONE}", "languages=en", "max_length=128", *overrides])


def _pairs(split: Split) -> list[TextPair]:
    return [TextPair(snippet.query, snippet.document) for snippet in split.snippets]


def _by_words(documents: list[str], split: Split) -> Found:
    words = LexicalIndex.build(np.arange(len(documents)), documents)
    best = [np.argsort(-words.scores(query), kind="stable")[:RERANKED] for query in split.queries]
    return [[documents[row] for row in rows] for rows in best]


def _index(encoder: Encoder, documents: list[str]) -> Index:
    """Documents are their own ids: two places may share a name and an answer, and either is right."""
    return Index.build(documents, documents, encoder.encode(documents, kind="passage"), encoder=BACKBONE)


def _search(index: Index, encoder: Encoder, split: Split) -> list[list[Hit]]:
    return index.search(split.queries, encoder.encode(split.queries), RERANKED)


def _ids(rows: Sequence[Sequence[Hit]]) -> Found:
    return [[hit.id for hit in row] for row in rows]


def _fused(index: Index, encoder: Encoder, validation: Split) -> Index:
    relevant = [{snippet.document} for snippet in validation.snippets]
    fusion = index.learn_fusion(validation.queries, encoder.encode(validation.queries), relevant)
    gain = f"{fusion.report['gain_low']:+.3f} to {fusion.report['gain_high']:+.3f}"
    print(f"Fusion: {fusion.kind}; MRR gained on held-out validation questions {gain}.\n")
    return index


def _reranker(index: Index, encoder: Encoder, train: Split) -> PairScorer:
    """Taught on the right answer and the best wrong ones."""
    asked = Split(train.snippets[:RERANKER_QUESTIONS])
    records: list[ScoredPair] = []
    for snippet, row in zip(asked.snippets, _ids(_search(index, encoder, asked)), strict=True):
        wrong = [document for document in row if document != snippet.document][:WRONG_PASSAGES]
        records.append(ScoredPair(snippet.query, snippet.document, 1.0))
        records += [ScoredPair(snippet.query, document, 0.0) for document in wrong]
    recipe = _recipe("pair_scorer")
    model = PairScorer.from_backbone(BACKBONE, languages=("en",), layers=recipe.layers)
    model.fit(records, recipe=recipe)
    return model


def _reranked(found: Found, split: Split, model: PairScorer) -> Found:
    pairs = [(query, document) for query, row in zip(split.queries, found, strict=True) for document in row]
    scores = iter(model.score(pairs).tolist())
    rows = []
    for row in found:
        scored = sorted(((next(scores), document) for document in row), reverse=True)
        rows.append([document for _score, document in scored])
    return rows


def _figures(found: Found, split: Split) -> list[str]:
    return [percent(bootstrap(measure(found, split))) for measure in (_hits, _reciprocal_ranks)]


def _hits(found: Found, split: Split) -> Vectors:
    return _per_question(found, split, lambda rank: float(rank == 0))


def _reciprocal_ranks(found: Found, split: Split) -> Vectors:
    return _per_question(found, split, lambda rank: 1 / (rank + 1) if rank < DEPTH else 0.0)


def _per_question(found: Found, split: Split, worth: Callable[[int], float]) -> Vectors:
    values = [
        worth(row.index(snippet.document)) if snippet.document in row else 0.0
        for row, snippet in zip(found, split.snippets, strict=True)
    ]
    return np.array(values, dtype=np.float32)


def _compare(found: dict[str, Found], split: Split, index: Index) -> None:
    """Is fused below the best single method by more than chance?"""
    value = partial(_hits, split=split)
    singles = {name: value(found[name]) for name in ("BM25", "frozen encoder", "fine-tuned encoder")}
    best = max(singles, key=lambda name: float(singles[name].mean()))
    gap = paired_bootstrap(value(found["fused"]), singles[best]).difference
    verdict = "not below it" if gap.high >= 0 else "BELOW it"
    print(f"\nFused ({index.facts.fusion.kind}) minus {best}, hit@1: {percent(gap)}: {verdict}.")
