"""Contradictions: the sample's articles, with figures changed in copies of their statements

In each of ten rounds, ten English and ten Chinese statements with a figure are repeated under another title with one
figure changed, and how near is near enough is learned with these among the articles. Found: the pair of a statement and
its changed copy is reported. Across languages, statements whose figures say that they are each other's translation are
changed in the Chinese article, ten a round. The articles as they are hold no contradiction that we know of, so all that
is reported of them is a false alarm. The encoder is the embedded one as it comes. The peer reports every pair of
statements in one language that share most of their words and differ in a figure.
"""

import os
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import django
import numpy as np

from infra.launch.layout import ROOT
from modelkit.evaluation.intervals import proportion
from modelkit.models import Encoder
from tests.benchmarks.measuring.tables import percent, print_table

if TYPE_CHECKING:
    from services.support.actions.health.statements import Statement

BACKBONE = "intfloat/multilingual-e5-small"
ROUNDS, EACH, SHARED = 10, 10, 0.6
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
Pairs: TypeAlias = set[tuple[int, int]]
Finder: TypeAlias = "Callable[[list[Statement]], Pairs]"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.support.settings")
    django.setup()
    statements = _statements()
    finders = {"**ours**": _by_meaning(Encoder.from_pretrained(BACKBONE)), "shared words": _by_words}
    print(f"{len(statements)} statements.\n")
    rows = []
    for name, find in finders.items():
        alarms = len(find(statements))
        found = [_found(find, statements, seed, language) for language in ("en", "zh") for seed in range(ROUNDS)]
        hits = [sum(part) for part in (found[:ROUNDS], found[ROUNDS:])]
        shares = [percent(proportion(hit, ROUNDS * EACH)) for hit in hits]
        across = [_found_across(find, statements, seed) for seed in range(ROUNDS)]
        shares.append(percent(proportion(sum(hit for hit, _n in across), sum(n for _hit, n in across))))
        rows.append([name, *shares, alarms])
    print_table(["method", "found, English", "found, Chinese", "found, across", "false alarms in the articles"], rows)


def _statements() -> "list[Statement]":
    from services.support.actions.documents.chunks import cut_into_passages
    from services.support.actions.documents.parsers import parse
    from services.support.actions.health.statements import statements_of

    found: list[Statement] = []
    files = sorted((ROOT / "services" / "support" / "sample" / "knowledge").rglob("*.md"))
    passages = [
        (number, path, parsed.title, passage)
        for number, path in enumerate(files)
        for parsed in [parse(path.read_bytes(), filename=path.name)]
        for passage in cut_into_passages(parsed.markdown)
    ]
    for chunk, (number, path, title, passage) in enumerate(passages):
        heading = " › ".join([title, *passage.heading_path])
        language = Path(path).parent.name
        found += statements_of(chunk=chunk, document=number, language=language, heading=heading, text=passage.text)
    return found


def _found(find: Finder, statements: "list[Statement]", seed: int, language: str) -> int:
    """How many of the planted ones are reported beside what they were made from."""
    chance = random.Random(seed)
    places = [at for at, one in enumerate(statements) if one.language == language and _FIGURE.search(one.text)]
    chosen = [at for at in chance.sample(places, len(places)) if _changed(statements[at], 0, seed) is not None][:EACH]
    planted = [_changed(statements[at], number, seed) for number, at in enumerate(chosen)]
    pairs = find([*statements, *(one for one in planted if one is not None)])
    return sum((at, len(statements) + number) in pairs for number, at in enumerate(chosen))


def _found_across(find: Finder, statements: "list[Statement]", seed: int) -> tuple[int, int]:
    """(found, changed) of translations."""
    changed = list(statements)
    pairs: Pairs = set()
    for first, second in random.Random(seed).sample(both := _translations(statements), len(both)):
        if (made := _changed(statements[second], 0, seed)) and len(pairs) < EACH:
            one = statements[second]
            changed[second] = replace(made, chunk=one.chunk, document=one.document, heading=one.heading)
            pairs.add((first, second))
    return len(pairs & find(changed)), len(pairs)


def _translations(statements: "list[Statement]") -> list[tuple[int, int]]:
    """English and Chinese ones with the same two facts or more, which no other statement has."""
    by_facts: dict[frozenset[tuple[str, str]], list[int]] = {}
    for at, one in enumerate(statements):
        if len(one.facts) > 1:
            by_facts.setdefault(one.facts, []).append(at)
    languages = {places: [statements[at].language for at in places] for places in map(tuple, by_facts.values())}
    return [(first, second) for (first, second), told in _twos(languages) if told == ["en", "zh"]]


def _twos(languages: dict[tuple[int, ...], list[str]]) -> list[tuple[tuple[int, int], list[str]]]:
    return [((places[0], places[1]), told) for places, told in languages.items() if len(places) == 2]


def _changed(one: "Statement", number: int, seed: int) -> "Statement | None":
    """Nothing where the change is none of a fact, as in the number of a list."""
    from services.support.actions.health.statements import statements_of

    match = random.Random(f"{seed} {one.text}").choice(list(_FIGURE.finditer(one.text)))
    value = float(match[0].replace(",", ""))
    text = f"{one.text[: match.start()]}{value * 2 + 1:g}{one.text[match.end() :]}"
    heading = f"Good to know › {one.heading.rpartition(' › ')[2]}"
    made = next(
        statements_of(chunk=-number, document=-1 - number, language=one.language, heading=heading, text=text), None
    )
    return replace(made) if made is not None and made.facts - one.facts else None


def _by_meaning(encoder: Encoder) -> Finder:
    from services.support.actions.health.comparing import clash, learn, pairs

    kept: dict[str, np.ndarray] = {}

    def find(statements: "list[Statement]") -> Pairs:
        fresh = sorted({one.embedded for one in statements} - kept.keys())
        if fresh:
            kept.update(zip(fresh, encoder.encode(fresh), strict=True))
        vectors = np.stack([kept[one.embedded] for one in statements])
        near = list(pairs(statements, vectors))
        nearness = learn(near, statements, vectors)
        place = {id(one): at for at, one in enumerate(statements)}
        told = [pair for pair in near if nearness.holds(pair) and clash(pair)]
        return {(place[id(pair.first)], place[id(pair.second)]) for pair in told}

    return find


def _by_words(statements: "list[Statement]") -> Pairs:
    from services.support.actions.health.statements import differing, overlap

    return {
        (first, second)
        for first, one in enumerate(statements)
        for second, other in enumerate(statements[first + 1 :], start=first + 1)
        if one.document != other.document
        and one.language == other.language
        and overlap(one.words, other.words) >= SHARED
        and differing(one, other)
    }


if __name__ == "__main__":
    main()
