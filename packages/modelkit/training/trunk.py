"""A backbone cut in two: the frozen lower layers, run once a text, and the upper ones, which learn."""

from typing import cast

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel
from transformers.masking_utils import create_bidirectional_mask

from modelkit.errors import RecipeError
from modelkit.models.tokeniser import Batch

# Architectures whose layers follow one another with nothing in between.
SPLITTABLE = {"bert", "camembert", "roberta", "xlm-roberta"}


def layers_of(backbone: PreTrainedModel) -> nn.ModuleList:
    """The transformer layers of a backbone, lowest first."""
    for path in ("encoder.layer", "encoder.layers", "layers", "transformer.layer", "model.layers"):
        found: object = backbone
        for name in path.split("."):
            found = getattr(found, name, None)
        if isinstance(found, nn.ModuleList):
            return found
    raise RecipeError(
        f"The layers of a {backbone.config.model_type} backbone could not be found.",
        remedy="Use freeze=none or freeze=embeddings.",
    )


def freeze(backbone: PreTrainedModel, recipe_freeze: str) -> int:
    """Stop gradients as the recipe's `freeze` asks; returns how many of the lowest layers stand still."""
    for parameter in backbone.parameters():
        parameter.requires_grad_(recipe_freeze != "all")
    if recipe_freeze == "none":
        return 0
    for parameter in _embeddings_of(backbone).parameters():
        parameter.requires_grad_(False)
    if recipe_freeze == "embeddings":
        return 0
    layers = layers_of(backbone)
    frozen = _count(recipe_freeze, of=len(layers))
    if frozen > len(layers):
        raise RecipeError(
            f"freeze={recipe_freeze} but the backbone has {len(layers)} layers.",
            remedy=f"Use lower:{len(layers) - 1} or less.",
        )
    for parameter in layers[:frozen].parameters():
        parameter.requires_grad_(False)
    return frozen


def _count(recipe_freeze: str, *, of: int) -> int:
    """`all`, `lower:4` (layers) or `lower:0.5` (a share of them, whatever the backbone)."""
    amount = recipe_freeze.partition(":")[2]
    if not amount:
        return of
    return round(float(amount) * of) if "." in amount else int(amount)


def _embeddings_of(backbone: PreTrainedModel) -> nn.Module:
    whole = getattr(backbone, "embeddings", None)
    return whole if isinstance(whole, nn.Module) else backbone.get_input_embeddings()


class Trunk:
    """Runs a backbone from tokens to its last hidden states, in one go or from the frozen layers' output."""

    def __init__(self, backbone: PreTrainedModel, *, frozen_layers: int) -> None:
        self.backbone = backbone
        self.frozen_layers = frozen_layers
        self.can_split = frozen_layers > 0 and backbone.config.model_type in SPLITTABLE

    @property
    def device(self) -> torch.device:
        """Where the backbone lies."""
        return self.backbone.device

    def whole(self, batch: Batch) -> Tensor:
        """Hidden states [n, length, dim] of token ids [n, length]."""
        hidden: Tensor = self.backbone(**batch.arguments()).last_hidden_state
        return hidden

    def lower(self, batch: Batch) -> Tensor:
        """What the frozen layers make of the tokens; needs `can_split`."""
        embeddings = cast(nn.Module, self.backbone.embeddings)
        hidden = embeddings(input_ids=batch.input_ids, token_type_ids=batch.token_type_ids)
        return self._run(hidden, mask_of(batch), 0, self.frozen_layers)

    def upper(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """The last hidden states, from what `lower` gave."""
        return self._run(hidden, mask, self.frozen_layers, None)

    def _run(self, hidden: Tensor, mask: Tensor, start: int, end: int | None) -> Tensor:
        config = self.backbone.config
        attend = create_bidirectional_mask(config=config, inputs_embeds=hidden, attention_mask=mask)
        for layer in list(layers_of(self.backbone))[start:end]:
            hidden = layer(hidden, attend)
        return hidden


def mask_of(batch: Batch) -> Tensor:
    """The attention mask [n, length], written out where nothing is padded."""
    return torch.ones_like(batch.input_ids) if batch.attention_mask is None else batch.attention_mask
