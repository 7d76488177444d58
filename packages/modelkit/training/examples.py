"""What the loop trains on: a table of tokenised texts, and rows that say which texts make one example."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from modelkit.models.tokeniser import TokenRow


@dataclass(frozen=True, slots=True)
class Examples:
    """`rows[i]` numbers the texts of example i; `targets` [n, …] is what an objective compares with.

    A text that several examples share stands in `texts` once, so that it is tokenised, and below the frozen
    layers computed, once.
    """

    texts: Sequence[TokenRow]
    rows: Sequence[tuple[int, ...]]
    targets: Tensor = field(default_factory=lambda: torch.zeros(0))

    def __len__(self) -> int:
        return len(self.rows)

    def lengths(self) -> list[int]:
        """Tokens an example costs."""
        return [sum(len(self.texts[text]) for text in row) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some examples: `texts` numbers the distinct texts, `places` [n, k] finds each row's texts among them."""

    texts: list[int]
    places: Tensor
    targets: Tensor


def collect(examples: Examples, numbers: Sequence[int], device: torch.device) -> Batch:
    """The batch of the examples of these numbers."""
    rows = [examples.rows[number] for number in numbers]
    place = {text: position for position, text in enumerate(dict.fromkeys(t for row in rows for t in row))}
    places = torch.tensor([[place[text] for text in row] for row in rows], device=device)
    targets = examples.targets[list(numbers)] if len(examples.targets) else examples.targets
    return Batch(texts=list(place), places=places, targets=targets.to(device))
