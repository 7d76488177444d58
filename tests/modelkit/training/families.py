"""One small trainable task for each objective, on the tiny backbone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modelkit.config import OBJECTIVES, Recipe
from modelkit.data import LabelledText, Record, ScoredPair, TextPair
from modelkit.models import Classifier, Encoder, Model, PairScorer
from modelkit.models.heads import labels_of
from modelkit.training.objectives import OBJECTIVES as OBJECTIVE_CLASSES
from modelkit.training.objectives import Objective

ASKED = {
    "card": ["my card is lost", "card stolen please help", "where is my card", "我的卡丢失了"],
    "fee": ["what is the fee", "why is there a fee", "the fee is too bad", "费汇率"],
    "balance": ["show my balance", "what is the balance", "my account balance please", "我的余额"],
}
ANSWERS = {
    "card": "lost card stolen block the card",
    "fee": "the fee for a transfer",
    "balance": "your account balance",
}


def labelled(times: int = 6) -> list[Record]:
    return [LabelledText(f"{t} {n}", {"label": k}) for n in range(times) for k, texts in ASKED.items() for t in texts]


def pairs(times: int = 3) -> list[Record]:
    return [TextPair(f"{t} {n}", ANSWERS[k]) for n in range(times) for k, texts in ASKED.items() for t in texts]


def scored(times: int = 1) -> list[Record]:
    return [
        ScoredPair(f"{text} {n}", answer, float(asked == answered))
        for n in range(times)
        for asked, texts in ASKED.items()
        for text in texts
        for answered, answer in ANSWERS.items()
    ]


@dataclass(frozen=True)
class Family:
    """An objective with its records and a fresh model for it."""

    objective: str
    task: str
    records: list[Record]

    def model(self, backbone: Path) -> Model:
        if self.task == "encode":
            return Encoder.from_backbone(backbone, device="cpu")
        if self.task == "score":
            return PairScorer.from_backbone(backbone, device="cpu")
        heads = labels_of([record for record in self.records if isinstance(record, LabelledText)])
        return Classifier.from_backbone(backbone, heads=heads, device="cpu")

    def recipe(self, **changes: Any) -> Recipe:
        values: dict[str, Any] = {
            "task": self.task,
            "objective": self.objective,
            "device": "cpu",
            "epochs": 3,
            "batch_size": 8,
            "learning_rate": 1e-3,
            "freeze": "lower:1",
            "patience": 50,
            "head_start": "random",
            **changes,
        }
        return Recipe(**values)

    def objective_on(self, backbone: Path, **changes: Any) -> Objective[Any, Any]:
        return OBJECTIVE_CLASSES[self.objective](self.model(backbone), self.recipe(**changes))


def _records(task: str) -> Sequence[Record]:
    return {"classify": labelled, "encode": pairs, "score": scored}[task]()


FAMILIES = [Family(objective, task, list(_records(task))) for task, names in OBJECTIVES.items() for objective in names]
