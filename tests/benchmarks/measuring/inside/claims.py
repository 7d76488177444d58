"""Composed answers, and whether each says anything that the text it cites does not."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from services.support import models
from services.support.actions import documents, remembered
from services.support.actions.answer import Answer, answer
from services.support.actions.index import rebuild_index
from services.support.models.choices import Reason, Rung
from tests.benchmarks.measuring.asking import public_questions

_MARK = re.compile(r"\[(\d+)\]")
_LINK = re.compile(r"https?://[^\s)\]>]+[^\s)\]>.,;]")
# A number with its separators; what stands around it, a currency or a unit, must be the source's own too.
_NUMBER = re.compile(r"\d[\d.,:/-]*\d|\d")
_ANY_NUMBER = re.compile(r"\d+")


def run(verb: str, *arguments: str) -> dict[str, Any]:
    return _plant() if verb == "plant" else _ask(*arguments)


def _plant() -> dict[str, Any]:
    """Beside each of the bank's articles one that says the same with other numbers."""
    planted = 0
    for document in models.Document.objects.filter(archived_at=None).exclude(key__startswith="places/"):
        if document.current is None:
            continue
        other = _ANY_NUMBER.sub(lambda found: str(int(found[0]) + 7), document.current.body)
        text = f"---\nlanguage: {document.language}\n---\n\n# {document.title}\n\n{other}"
        documents.ingest_file(filename="planted.md", data=text.encode(), key=f"planted/{document.key}")
        planted += 1
    rebuild_index()
    return {"planted": planted}


def _ask(count: str, generator: str = "") -> dict[str, Any]:
    """Every question is answered from sources, however far: the worst that thresholds could let through."""
    models.Policy.objects.update(intent_threshold=2.0, answer_threshold=-1.0)
    remembered.policy.forget()
    settings.GENERATOR_URL, settings.GENERATOR_MODEL = generator, "liar"
    told: Counter[str] = Counter({"answers": 0, "phrased by the generator": 0, "citations": 0, "facts": 0})
    wrong: Counter[str] = Counter({"dangling citations": 0, "numbers, dates and prices": 0, "links": 0})
    examples: list[str] = []
    for question in _questions(int(count)):
        found = answer(text=question)
        if found.rung != Rung.COMPOSED:
            continue
        told["answers"] += 1
        told["phrased by the generator"] += found.reason == Reason.GENERATED
        for kind, said in _wrong(found, told):
            wrong[kind] += 1
            examples.append(f"{kind}: {said}")
    return {"told": dict(told), "wrong": dict(wrong), "examples": examples[:10]}


def _questions(count: int) -> Iterator[str]:
    """The bank's own, whose articles have a false twin, then those about places."""
    own = models.TrainingPair.objects.exclude(document_key="").order_by("pk").values_list("question", flat=True)
    asked = list(dict.fromkeys([*own, *public_questions()]))
    return iter(asked[:count])


def _wrong(found: Answer, told: Counter[str]) -> Iterator[tuple[str, str]]:
    cited = {citation.n: citation for citation in found.citations}
    chunks = models.Chunk.objects.select_related("document").in_bulk([int(one.chunk) for one in cited.values()])
    texts = {n: chunks[int(one.chunk)].indexed_text for n, one in cited.items() if int(one.chunk) in chunks}
    told["citations"] += len(cited)
    marked = {int(n) for n in _MARK.findall(found.text)}
    yield from (("dangling citations", f"[{n}] of {found.text}") for n in marked ^ set(texts))
    for sentence, marks in _sentences(found.text):
        source = "\n".join(texts.get(n, "") for n in marks)
        links = _LINK.findall(sentence)
        numbers = _NUMBER.findall(_LINK.sub("", sentence))
        told["facts"] += len(links) + len(numbers)
        yield from (("links", f"{link} in {sentence}") for link in links if link not in source)
        known = set(_NUMBER.findall(source))
        yield from (("numbers, dates and prices", f"{one} in {sentence}") for one in numbers if one not in known)


def _sentences(text: str) -> Iterator[tuple[str, list[int]]]:
    """What stands before each run of marks; what stands behind the last one cites nothing."""
    parts = re.split(r"((?:\[\d+\]\s*)+)", text)
    for said, marks in zip(parts[::2], [*parts[1::2], ""], strict=False):
        if said.strip():
            yield said, [int(n) for n in _MARK.findall(marks)]
