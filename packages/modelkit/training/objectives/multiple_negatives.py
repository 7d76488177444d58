"""Multiple-negatives ranking: a query's own answer against everybody else's, and against mined look-alikes."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from modelkit.data.records import TextPair
from modelkit.models.encoder import Encoder
from modelkit.training.examples import Batch, Examples
from modelkit.training.features import TextFeatures
from modelkit.training.objectives.base import Objective
from modelkit.training.objectives.mining import mine


class MultipleNegatives(Objective[Encoder, TextPair]):
    """In-batch softmax over cosines (Henderson et al., arXiv:1705.00652) with hard negatives.

    Rows are (query, positive, negatives …). Targets [n, 2] number the distinct query and positive, so that a
    second answer to the same question is never counted as wrong.
    """

    name: ClassVar[str] = "multiple_negatives"
    figure: ClassVar[str] = "mrr"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._known: dict[int, set[int]] = {}
        self._resumed: list[tuple[int, ...]] = []
        self._rows: list[tuple[int, ...]] = []

    def examples(self, records: Sequence[TextPair]) -> Examples:
        """Distinct queries, then distinct passages; rows hold the given negative where there is one."""
        queries = _numbered(record.query for record in records)
        passages = _numbered(
            text for record in records for text in (record.positive, record.negative) if text is not None
        )
        tokenise, spec = self.model.tokeniser, self.model.spec
        texts = tokenise(list(queries), prefix=spec.query_prefix) + tokenise(list(passages), prefix=spec.passage_prefix)
        rows, first = [], len(queries)
        for record in records:
            row = [queries[record.query], first + passages[record.positive]]
            rows.append(tuple(row + ([first + passages[record.negative]] if record.negative is not None else [])))
        return Examples(texts=texts, rows=rows, targets=torch.tensor([row[:2] for row in rows]))

    def read_out(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Unit vectors [n, dim]."""
        return normalize(self.model.read_out(hidden, mask), dim=-1)

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """Each query must prefer its positive to every other passage of the batch."""
        queries, positives = outputs[batch.places[:, 0]], batch.places[:, 1].contiguous()
        passages = torch.unique(batch.places[:, 1:])
        cosines = queries.float() @ outputs[passages].float().T / self.recipe.temperature
        target = torch.searchsorted(passages, positives)
        also_right = self._answers(batch)[:, passages]
        also_right[torch.arange(len(target), device=target.device), target] = False
        return cross_entropy(cosines.masked_fill(also_right, float("-inf")), target)

    def _answers(self, batch: Batch) -> Tensor:
        """Which texts of the batch answer which row's query, bool [rows, texts]."""
        known = self._known
        queries = batch.targets[:, 0].tolist()
        rights = [[text in known[query] for text in batch.texts] for query in queries]
        return torch.tensor(rights, device=batch.places.device)

    def judge(self, examples: Examples, features: TextFeatures) -> float:
        """Mean reciprocal rank of the first right passage among all validation passages."""
        known = _answers_of(examples)
        queries, passages = sorted(known), sorted({text for row in examples.rows for text in row[1:]})
        cosines = features.encode(queries, self.read_out) @ features.encode(passages, self.read_out).T
        places = {text: place for place, text in enumerate(passages)}
        best = torch.stack(
            [cosines[row, [places[text] for text in known[query]]].max() for row, query in enumerate(queries)]
        )
        ranks = (cosines > best[:, None]).sum(dim=1) + 1
        return float((1.0 / ranks).mean())

    @property
    def heads(self) -> Iterable[nn.Module]:
        """None: the encoder is all backbone."""
        return ()

    def prepare(self, examples: Examples) -> None:
        """Remember which passages answer which query."""
        self._known = _answers_of(examples)

    def epoch_examples(self, examples: Examples, features: TextFeatures, *, epoch: int) -> Examples:
        """Rows with negatives mined by the encoder as it is now; given ones come first."""
        self._rows = self._resumed or self._mined_rows(examples, features, epoch=epoch)
        self._resumed = []
        return Examples(texts=examples.texts, rows=self._rows, targets=examples.targets)

    def _mined_rows(self, examples: Examples, features: TextFeatures, *, epoch: int) -> list[tuple[int, ...]]:
        found = mine(
            self._known,
            lambda texts: features.encode(texts, self.read_out),
            count=self.recipe.hard_negatives,
            depth=self.recipe.mine_depth,
            seed=self.recipe.seed * 1_000 + epoch,
        )
        rows = [(*row, *found.get(row[0], ()))[: 2 + self.recipe.hard_negatives] for row in examples.rows]
        # Rows must be equally long; a small corpus may hold fewer wrong passages than asked for.
        return [row[: min(map(len, rows))] for row in rows]

    def state(self) -> dict[str, Any]:
        """The rows of this epoch: mining again with later weights would find others."""
        return {"rows": self._rows}

    def restore(self, state: dict[str, Any]) -> None:
        """Use the rows of the interrupted epoch instead of mining anew."""
        self._resumed = [tuple(row) for row in state["rows"]]


def _numbered(texts: Iterable[str]) -> dict[str, int]:
    return {text: number for number, text in enumerate(dict.fromkeys(texts))}


def _answers_of(examples: Examples) -> dict[int, set[int]]:
    known: dict[int, set[int]] = {}
    for query, positive in examples.targets.tolist():
        known.setdefault(query, set()).add(positive)
    return known
