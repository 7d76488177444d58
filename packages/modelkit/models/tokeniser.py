"""Text to token ids, in one place: cut, tokenise without padding, pad a batch when it is formed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from modelkit.data.text import cut
from modelkit.errors import BackboneUnavailable

# A text, or two that are read together (an entity and the text about it; a query and a passage).
TextInput = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """The tokens of one input, unpadded; `types` tell its two texts apart where the backbone wants that."""

    ids: list[int]
    types: list[int] | None = None

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Batch:
    """A rectangle of tokens [n, length]. `attention_mask` is None where nothing is padded."""

    input_ids: Tensor
    attention_mask: Tensor | None
    token_type_ids: Tensor | None = None

    def to(self, device: str | torch.device) -> "Batch":
        """The same batch on another device."""
        mask, types = self.attention_mask, self.token_type_ids
        return Batch(
            self.input_ids.to(device),
            None if mask is None else mask.to(device),
            None if types is None else types.to(device),
        )

    def arguments(self) -> dict[str, Tensor]:
        """Keyword arguments for a module's forward, without the absent ones."""
        given = {
            "input_ids": self.input_ids,
            "attention_mask": self.attention_mask,
            "token_type_ids": self.token_type_ids,
        }
        return {name: tensor for name, tensor in given.items() if tensor is not None}


class Tokeniser:
    """A transformers tokenizer used the fast way. `max_length` is in tokens, special tokens included."""

    def __init__(self, fast: PreTrainedTokenizerFast, *, max_length: int) -> None:
        self.fast = fast
        self.max_length = max_length
        self.pad_id = int(fast.pad_token_id or 0)
        self._wants_types = "token_type_ids" in fast.model_input_names
        self._backend: Any = fast.backend_tokenizer
        self._backend.no_padding()
        self._backend.enable_truncation(max_length)

    @classmethod
    def from_directory(cls, path: Path, *, max_length: int) -> "Tokeniser":
        """The tokenizer of a model directory."""
        fast = AutoTokenizer.from_pretrained(path, local_files_only=True)
        if not isinstance(fast, PreTrainedTokenizerFast):
            raise BackboneUnavailable(
                f"{path} has no fast tokenizer.", remedy="Save the model with its tokenizer.json."
            )
        return cls(fast, max_length=max_length)

    def __call__(self, inputs: Sequence[TextInput], *, prefix: str = "") -> list[TokenRow]:
        """One row an input, in order; `prefix` stands before each first text."""
        prepared = [self._prepared(item, prefix) for item in inputs]
        return [self._row(encoding) for encoding in self._backend.encode_batch_fast(prepared)]

    def pad(self, rows: Sequence[TokenRow]) -> Batch:
        """The rows as one batch, as wide as the longest."""
        width = max(len(row) for row in rows)
        ids = torch.tensor([row.ids + [self.pad_id] * (width - len(row)) for row in rows])
        types = None
        if self._wants_types:
            types = torch.tensor([(row.types or []) + [0] * (width - len(row)) for row in rows])
        return Batch(ids, _mask(rows, width), types)

    def save(self, folder: Path) -> None:
        """Write the tokenizer files; their truncation is the loader's affair, so ours is left out."""
        self._backend.no_truncation()
        self.fast.model_max_length = self.max_length
        self.fast.save_pretrained(folder)
        self._backend.enable_truncation(self.max_length)

    def _prepared(self, item: TextInput, prefix: str) -> TextInput:
        if isinstance(item, str):
            return cut(prefix + item, self.max_length)
        return cut(prefix + item[0], self.max_length), cut(item[1], self.max_length)

    def _row(self, encoding: Any) -> TokenRow:
        return TokenRow(encoding.ids, encoding.type_ids if self._wants_types else None)


def _mask(rows: Sequence[TokenRow], width: int) -> Tensor | None:
    if all(len(row) == width for row in rows):
        return None
    return torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
