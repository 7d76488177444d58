"""A transformer and its pooling: token ids in, one vector a text out. What encoders and classifiers share."""

from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PreTrainedModel

from modelkit.models.backbones.spec import Pooling
from modelkit.models.quiet import quiet

WITH_POOLER = {"bert", "camembert", "roberta", "xlm-roberta"}


class PooledBackbone(nn.Module):
    """A transformers encoder that returns one fp32 vector [n, dim] a text, not normalised.

    Pooling stays in fp32 whatever the backbone computes in: a mean of rounded sums is what half precision
    gets wrong first.
    """

    def __init__(self, backbone: PreTrainedModel, *, pooling: Pooling = "mean") -> None:
        super().__init__()
        self.backbone = backbone
        self.pooling = pooling

    @property
    def dimension(self) -> int:
        """Length of the pooled vector."""
        return int(self.config.hidden_size)

    @property
    def config(self) -> Any:
        """The backbone's transformers configuration."""
        return self.backbone.config

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor | None = None, token_type_ids: Tensor | None = None
    ) -> Tensor:
        """Pooled vectors [n, dim] of ids [n, length]; no mask means no padding."""
        named = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": token_type_ids}
        given = {name: tensor for name, tensor in named.items() if tensor is not None}
        hidden: Tensor = self.backbone(**given).last_hidden_state
        return pool(hidden, attention_mask, self.pooling)


def pool(hidden: Tensor, attention_mask: Tensor | None, pooling: Pooling) -> Tensor:
    """Reduce hidden states [n, length, dim] to fp32 [n, dim], leaving padding out."""
    hidden = hidden.float()
    if pooling == "cls":
        return hidden[:, 0]
    if attention_mask is None:
        return hidden.mean(dim=1)
    weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-9)


def load_backbone(path: Path, *, layers: int | None = None) -> PreTrainedModel:
    """The encoder of a model directory in fp32; `layers` keeps only its first ones."""
    config = config_of(path, layers=layers)
    # BERT's own pooler is a layer that nobody reads.
    options = {"add_pooling_layer": False} if config.model_type in WITH_POOLER else {}
    # transformers 5 keeps a checkpoint's own type, and half-precision weights do not train.
    with quiet():
        model = AutoModel.from_pretrained(path, config=config, dtype=torch.float32, local_files_only=True, **options)
    return cast(PreTrainedModel, model)


def config_of(path: Path, *, layers: int | None = None) -> Any:
    """A directory's transformers configuration, with only the first `layers` layers where that is given."""
    config = AutoConfig.from_pretrained(path, local_files_only=True)
    if layers is not None:
        config.num_hidden_layers = min(layers, config.num_hidden_layers)
    return config
