"""Who learns how fast: parameter groups, and a rate that warms up and then falls in a straight line."""

from collections.abc import Iterable

import torch
from torch import nn
from transformers import PreTrainedModel

from modelkit.config import Recipe
from modelkit.training.trunk import layers_of


def build_optimiser(backbone: PreTrainedModel, heads: Iterable[nn.Module], recipe: Recipe) -> torch.optim.AdamW:
    """AdamW over what may change: the upper the layer the faster, new heads fastest.

    Frozen tensors are left out altogether: the embedding table is more than half of a small backbone, and a dense
    optimiser would walk through all of it at every step.
    """
    of_heads = [p for head in heads for p in head.parameters() if p.requires_grad]
    groups = [*_backbone_groups(backbone, recipe, taken={id(p) for p in of_heads})]
    groups += _decayed(of_heads, recipe.head_learning_rate, recipe.weight_decay)
    for group in groups:
        group["peak"] = group["lr"]
    return torch.optim.AdamW(groups, fused=True)


def _backbone_groups(backbone: PreTrainedModel, recipe: Recipe, *, taken: set[int]) -> Iterable[dict[str, object]]:
    """`taken` holds what belongs to a head although it lies in the backbone, as BERT's pooler does."""
    grouped = set(taken)
    layers = layers_of(backbone) if recipe.layer_decay < 1 else nn.ModuleList()
    for height, layer in enumerate(reversed(layers)):
        parameters = [p for p in layer.parameters() if p.requires_grad and id(p) not in grouped]
        grouped |= {id(p) for p in parameters}
        yield from _decayed(parameters, recipe.learning_rate * recipe.layer_decay**height, recipe.weight_decay)
    rest = [p for p in backbone.parameters() if p.requires_grad and id(p) not in grouped]
    yield from _decayed(rest, recipe.learning_rate * recipe.layer_decay ** len(layers), recipe.weight_decay)


def _decayed(parameters: list[nn.Parameter], rate: float, decay: float) -> list[dict[str, object]]:
    """Matrices decay; biases and norms do not."""
    matrices = [p for p in parameters if p.ndim > 1]
    vectors = [p for p in parameters if p.ndim <= 1]
    groups = [(matrices, decay), (vectors, 0.0)]
    return [{"params": some, "lr": rate, "weight_decay": share} for some, share in groups if some]


def set_rate(optimiser: torch.optim.Optimizer, *, step: int, steps: int, warmup: float) -> None:
    """Set every group's rate for this step (from 0): up over the warm-up share, then down to nothing.

    A function of the step alone, so that a resumed run needs no scheduler state.
    """
    rising = max(1, round(steps * warmup))
    factor = min((step + 1) / rising, (steps - step) / max(1, steps - rising + 1))
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * factor
