"""A causal transformer over items (Kang and McAuley, ICDM 2018): an item is what its text says plus what is its own."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

# The place of no item, in front of short histories.
NOTHING = 0


class Block(nn.Module):
    """Attention to what came before, then a feed-forward layer; normalised in front of each."""

    def __init__(self, width: int, *, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.before_attention, self.before_forward = nn.LayerNorm(width), nn.LayerNorm(width)
        self.queries_keys_values, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.forward_layer = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Dropout(dropout), nn.Linear(4 * width, width)
        )
        self.drop = nn.Dropout(dropout)

    def forward(self, hidden: Tensor) -> Tensor:
        rows, length, width = hidden.shape
        parts = self.queries_keys_values(self.before_attention(hidden))
        queries, keys, values = parts.view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = fn.scaled_dot_product_attention(
            queries, keys, values, is_causal=True, dropout_p=self.dropout if self.training else 0.0
        )
        hidden = hidden + self.drop(self.out(seen.transpose(1, 2).reshape(rows, length, width)))
        out: Tensor = hidden + self.drop(self.forward_layer(self.before_forward(hidden)))
        return out


class Network(nn.Module):
    """Histories [n, length] of places from 1, padded in front with 0, to states [n, length, width]."""

    def __init__(
        self, *, items: int, vectors: Tensor, width: int, length: int, layers: int, heads: int, dropout: float
    ) -> None:
        super().__init__()
        self.width = width
        self.own = nn.Parameter(torch.randn(items, width) * 0.02)
        self.bias = nn.Parameter(torch.zeros(items))
        self.places = nn.Parameter(torch.randn(length, width) * 0.02)
        self.register_buffer("vectors", vectors, persistent=False)
        self.read = nn.Linear(vectors.shape[1], width, bias=False)
        nn.init.normal_(self.read.weight, std=0.02)
        self.blocks = nn.ModuleList([Block(width, heads=heads, dropout=dropout) for _ in range(layers)])
        self.last = nn.LayerNorm(width)
        self.drop = nn.Dropout(dropout)

    def item_vectors(self) -> Tensor:
        """[items, width]; the same on the way in and out."""
        found: Tensor = self.own + self.read(self.get_buffer("vectors"))
        return found

    def forward(self, histories: Tensor, items: Tensor) -> Tensor:
        padded = fn.pad(items, (0, 0, 1, 0))
        hidden = fn.embedding(histories, padded, padding_idx=NOTHING) * math.sqrt(self.width)
        # Places are counted from the end, so that the last event stands at the same one whatever came before.
        hidden = self.drop(hidden + self.places[: histories.shape[1]].flip(0))
        for block in self.blocks:
            hidden = block(hidden)
        out: Tensor = self.last(hidden)
        return out
