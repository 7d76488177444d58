"""The public data sets below `TRIPTYCH_DATA`, read as they are published."""

import ast
import csv
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


def folder(name: str) -> Path:
    """A data set's folder, such as `support/banking77`."""
    return Path(os.environ["TRIPTYCH_DATA"]) / name


@dataclass(frozen=True)
class Snippet:
    """One question and answer about one place (hotel, restaurant, …) of DSTC9."""

    id: str
    domain: str
    entity: str
    question: str
    answer: str

    @property
    def document(self) -> str:
        """What retrieval may see: the place and the answer, never the question."""
        return f"{self.entity}\n{self.answer}".strip()

    @property
    def query(self) -> str:
        return f"{self.entity}: {self.question}" if self.entity else self.question


def dstc9_snippets(file: str = "knowledge_eval.json") -> list[Snippet]:
    """12,039 snippets (`knowledge.json`: 2,900). Domains without places (taxi, train) have an empty entity."""
    return list(_snippets(json.loads((folder("support/dstc9_faq") / file).read_text(encoding="utf-8"))))


def _snippets(domains: dict[str, dict[str, dict[str, object]]]) -> Iterator[Snippet]:
    for domain, places in domains.items():
        for place, entry in places.items():
            documents = entry["docs"]
            assert isinstance(documents, dict)
            for number, pair in documents.items():
                name = str(entry["name"] or "")
                yield Snippet(f"{domain}/{place}/{number}", domain, name, pair["title"], pair["body"])


def banking77(split: str) -> list[tuple[str, str]]:
    """(question, intent) of the official `train` or `test` split."""
    with (folder("support/banking77") / f"{split}.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["text"], row["category"]) for row in csv.DictReader(lines)]


def clinc150(split: str) -> list[tuple[str, str]]:
    """(question, intent) of `train`, `val`, `test`, or `oos_train`, `oos_val`, `oos_test` (intent `oos`)."""
    data = json.loads((folder("support/clinc150") / "data_full.json").read_text(encoding="utf-8"))
    return [(text, label) for text, label in data[split]]


@dataclass(frozen=True)
class Headline:
    """A headline and the sentiment of each entity that it names."""

    title: str
    sentiments: dict[str, str]

    @property
    def conflicting(self) -> bool:
        return len(set(self.sentiments.values())) > 1


def sentfin() -> list[Headline]:
    """SEntFiN's headlines, one a title: the few rows that do not parse are left out, later duplicates too."""
    found: dict[str, Headline] = {}
    with (folder("sentiment/sentfin") / "SEntFiN.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            try:
                sentiments = ast.literal_eval(row["Decisions"])
            except (SyntaxError, ValueError):
                continue
            found.setdefault(" ".join(row["Title"].lower().split()), Headline(row["Title"], sentiments))
    return list(found.values())


def twitter_financial() -> list[tuple[str, str]]:
    """(tweet, sentiment), each text once."""
    names = {"0": "negative", "1": "positive", "2": "neutral"}
    with (folder("sentiment/twitter_financial") / "train.csv").open(encoding="utf-8", newline="") as lines:
        return list({row["text"]: names[row["label"]] for row in csv.DictReader(lines)}.items())


def finfe() -> list[tuple[str, str]]:
    """(post, sentiment) of FinFE, each text once; texts that were labelled in two ways are left out."""
    labels: dict[str, set[int]] = {}
    for text, label in json.loads((folder("sentiment/finfe_zh") / "train_list.json").read_text(encoding="utf-8")):
        labels.setdefault(text.strip(), set()).add(int(label))
    names = ("negative", "neutral", "positive")
    return [(text, names[next(iter(seen))]) for text, seen in labels.items() if len(seen) == 1]
