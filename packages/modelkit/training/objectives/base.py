"""What an objective is: how records become examples, what a text is read out as, and what is asked of that."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from torch import Tensor, nn

from modelkit.config import Recipe
from modelkit.data.records import Record
from modelkit.models.base import Model
from modelkit.training.examples import Batch, Examples
from modelkit.training.features import TextFeatures

ModelT = TypeVar("ModelT", bound=Model)
RecordT = TypeVar("RecordT", bound=Record)


class Objective(ABC, Generic[ModelT, RecordT]):
    """A training target for one family of models; a new one is a new file beside its neighbours."""

    name: ClassVar[str]
    #: The validation figure that early stopping watches, the higher the better.
    figure: ClassVar[str]

    def __init__(self, model: ModelT, recipe: Recipe) -> None:
        self.model, self.recipe = model, recipe

    @abstractmethod
    def examples(self, records: Sequence[RecordT]) -> Examples:
        """Tokenise the records; raises DataError where nothing can be learned from them."""

    @abstractmethod
    def read_out(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """What each text [n, length, dim] is judged by, [n, …]."""

    @abstractmethod
    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """The mean loss of a batch, from the read-outs [texts, …] of its distinct texts."""

    @abstractmethod
    def judge(self, examples: Examples, features: TextFeatures) -> float:
        """The figure on validation examples."""

    @property
    @abstractmethod
    def heads(self) -> Iterable[nn.Module]:
        """The parts above the backbone that are trained with it."""

    def prepare(self, examples: Examples) -> None:
        """Look through the training examples once, whether the run is fresh or resumed."""

    def warm_start(self, examples: Examples, features: TextFeatures) -> None:
        """Set the heads before the first step."""

    def epoch_examples(self, examples: Examples, features: TextFeatures, *, epoch: int) -> Examples:
        """The examples of this epoch; an objective that mines negatives gives new rows."""
        return examples

    def finish(self) -> None:
        """After the last step where nothing was validated: bring up to date what is not learned by steps."""

    def state(self) -> dict[str, Any]:
        """What a resumed epoch needs to have the same examples again."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Take back what `state` gave."""
