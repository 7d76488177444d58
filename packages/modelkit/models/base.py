"""What every model can do: be fitted, saved, loaded and run, on whatever hardware is there."""

import copy
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from modelkit.data.records import Record
from modelkit.hardware import HardwarePlan, plan
from modelkit.models.running import FloatArray, run
from modelkit.models.tokeniser import Batch, TextInput, Tokeniser

if TYPE_CHECKING:
    from modelkit.config import Recipe

Progress = Callable[[Mapping[str, Any]], None]


class Model(ABC):
    """A torch module with its tokeniser. `module` is in fp32 and may be trained directly."""

    task: ClassVar[str]

    def __init__(self, module: nn.Module, tokeniser: Tokeniser, *, device: str = "auto") -> None:
        self.plan: HardwarePlan = plan(device)
        self.module = module.to(self.plan.device)
        self.tokeniser = tokeniser
        self._low: tuple[int, nn.Module] | None = None
        self._settled = False

    @classmethod
    @abstractmethod
    def from_pretrained(cls, directory: str | Path, *, device: str = "auto") -> Self:
        """Load what `save_pretrained` wrote."""

    @abstractmethod
    def save_pretrained(self, directory: str | Path) -> None:
        """Write a directory that transformers or sentence-transformers loads, all of it or nothing."""

    @abstractmethod
    def predict(self, inputs: Sequence[Any]) -> Any:
        """The task's answer for each input, in order."""

    @property
    @abstractmethod
    def backbone(self) -> PreTrainedModel:
        """The transformers encoder inside."""

    @abstractmethod
    def read_out(self, hidden: Tensor, attention_mask: Tensor) -> Tensor:
        """What the task reads from hidden states [n, length, dim]: pooled vectors, or logits [n]."""

    def fit(
        self,
        records: Sequence[Record],
        *,
        validation: Sequence[Record] | None = None,
        recipe: "Recipe",
        progress: Progress | None = None,
    ) -> Any:
        """Train on the records as the recipe says; returns training's `FitReport`."""
        # By name: training is built on models, so models may not be built on training.
        fit = import_module("modelkit.training").fit
        return fit(self, records, validation=validation, recipe=recipe, progress=progress)

    def settle(self) -> None:
        """Keep only the weights that inference computes with; the model can no longer be trained or saved.

        Where the plan computes in half precision, this drops the fp32 weights beside them: two thirds of the memory.
        """
        self.module.eval()
        if self.plan.dtype is not torch.float32:
            self._cast(self.module)
        self.module.requires_grad_(False)
        self._low, self._settled = None, True

    def _run(
        self, inputs: Sequence[TextInput], *, width: int, prefix: str = "", tokens_per_batch: int | None = None
    ) -> FloatArray:
        """float32 [n, width]: `_forward` of every input, in order."""
        module = self._inference_module()
        return run(
            self.tokeniser(inputs, prefix=prefix),
            lambda batch: self._forward(module, batch),
            tokeniser=self.tokeniser,
            width=width,
            tokens_per_batch=tokens_per_batch or self.plan.tokens_per_batch,
            device=self.plan.device,
        )

    def _forward(self, module: nn.Module, batch: Batch) -> Tensor:
        """One batch through the module: [n, width]."""
        out: Tensor = module(**batch.arguments())
        return out

    def _inference_module(self) -> nn.Module:
        # Asked first, because eval() walks all modules: a millisecond of every short query.
        if self.module.training or self.backbone.training:
            self.module.eval()
        as_it_is = self._settled or self.plan.dtype is torch.float32
        return self.module if as_it_is else self._in_low_precision()

    def _in_low_precision(self) -> nn.Module:
        """A copy whose backbone computes in the plan's type, made anew after the weights have changed."""
        # Every in-place change of a tensor raises its version.
        version = sum(parameter._version for parameter in self.module.parameters())
        if self._low is None or self._low[0] != version:
            module = copy.deepcopy(self.module)
            self._cast(module)
            self._low = (version, module)
        return self._low[1]

    def _cast(self, module: nn.Module) -> None:
        for part in module.modules():
            if isinstance(part, PreTrainedModel):
                nn.Module.to(part, dtype=self.plan.dtype)
