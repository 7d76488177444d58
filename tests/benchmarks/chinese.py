"""Chinese: the sample's Chinese articles, test questions nothing was trained on

hit@1: the first passage found stands under the heading that answers. The answers' language is that of the text which
the whole ladder gave, over the bank's Chinese test questions of both kinds.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modelkit.data.text import detect_language
from modelkit.evaluation.intervals import bootstrap
from modelkit.models import Encoder, PairScorer
from modelkit.registry import Registry
from modelkit.retrieval.lexical import LexicalIndex
from tests.benchmarks.measuring import suite
from tests.benchmarks.measuring.inside import ask
from tests.benchmarks.measuring.tables import percent, print_table

BILINGUAL = "intfloat/multilingual-e5-small"
ENGLISH = "sentence-transformers/all-MiniLM-L6-v2"
RERANKED = 12
Scores = NDArray[np.float32]
# Scores of every passage for a question.
Scorer = Callable[[str], Scores]


def main() -> None:
    layout = suite.bank()
    known = ask(layout, "passages", "zh")
    ids, texts = list(known["passages"]), list(known["passages"].values())
    registry = Registry(layout.data / "models")
    tuned = _by_encoder(registry.resolve("support-encoder"), texts)
    methods: dict[str, Scorer] = {
        "BM25 (jieba)": _by_words(texts),
        "MiniLM, frozen": _by_encoder(ENGLISH, texts),
        "e5-small, frozen": _by_encoder(BILINGUAL, texts),
        "ours: fine-tuned encoder": tuned,
        "ours: fine-tuned, reranked": _reranked(tuned, registry.resolve("support-reranker"), texts),
    }
    questions = known["questions"]
    print(f"{len(texts)} passages, {len(questions)} questions.\n")
    print_table(["method", "hit@1"], [[name, _hit(scorer, questions, ids)] for name, scorer in methods.items()])
    _print_languages(ask(layout, "answers", "zh"))


def _hit(scorer: Scorer, questions: list[dict[str, list[str]]], ids: list[str]) -> str:
    hits = [ids[int(scorer(str(question["text"])).argmax())] in question["passages"] for question in questions]
    return percent(bootstrap(np.array(hits, dtype=np.float64)))


def _by_words(texts: list[str]) -> Scorer:
    return LexicalIndex.build(np.arange(len(texts)), texts).scores


def _by_encoder(name: str | Path, texts: list[str]) -> Scorer:
    encoder = Encoder.from_pretrained(name)
    passages = encoder.encode(texts, kind="passage")
    return lambda question: (passages @ encoder.encode([question])[0]).astype(np.float32)


def _reranked(scorer: Scorer, directory: Path, texts: list[str]) -> Scorer:
    """The best few by `scorer`, in the reranker's order; the others cannot come first."""
    reader = PairScorer.from_pretrained(directory)

    def scores(question: str) -> Scores:
        best = np.argsort(-scorer(question))[:RERANKED]
        found = np.full(len(texts), -np.inf, dtype=np.float32)
        found[best] = reader.score([(question, texts[row]) for row in best])
        return found

    return scores


def _print_languages(answers: list[dict[str, str]]) -> None:
    print()
    rungs = sorted({answer["rung"] for answer in answers})
    rows = []
    for rung in rungs:
        texts = [answer["text"] for answer in answers if answer["rung"] == rung]
        chinese = np.array([detect_language(text) == "zh" for text in texts], dtype=np.float64)
        rows.append([f"`{rung}`", len(texts), percent(bootstrap(chinese))])
    print_table(["answer", "questions", "in Chinese"], rows)


if __name__ == "__main__":
    main()
