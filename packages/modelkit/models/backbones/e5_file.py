"""The format of `e5-small-q4.bin` (little-endian): shapes, a unigram vocabulary, tensors in four bits or fp32."""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelkit.errors import BackboneUnavailable

MAGIC, VERSION = b"E5S1", 1
WEIGHTS_PER_BLOCK = 32
# A scale in float16, then two weights a byte.
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", WEIGHTS_PER_BLOCK // 2)])
FOUR_BIT = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """SentencePiece's unigram pieces with their log probabilities, and the ids of the special ones."""

    pieces: list[str]
    scores: list[float]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class _Entry:
    is_four_bit: bool
    count: int
    offset: int


class E5File:
    """Reads the parts of the file; nothing is decoded before it is asked for."""

    def __init__(self, path: Path) -> None:
        self._bytes = memoryview(path.read_bytes())
        self._at = 0
        magic, version = bytes(self._bytes[:4]), struct.unpack_from("<I", self._bytes, 4)[0]
        if (magic, version) != (MAGIC, VERSION):
            raise BackboneUnavailable(f"{path} is not an E5S1 file of version {VERSION}.")
        self._at = 8
        self.shape = Shape(*self._take("7if"))
        self._take("i")  # the block size, which the four-bit layout fixes anyway
        self.vocabulary = self._read_vocabulary()
        self._skip_normaliser()
        self._directory = self._read_directory()

    def tensor(self, name: str) -> NDArray[np.float32]:
        """A tensor as float32 [count], row-major [out, in] where it is a matrix."""
        entry = self._directory[name]
        if entry.is_four_bit:
            return self._four_bit(entry)
        return np.frombuffer(self._bytes, "<f4", entry.count, entry.offset).astype(np.float32)

    def _four_bit(self, entry: _Entry) -> NDArray[np.float32]:
        """weight = (nibble - 8) x scale; byte j of a block holds weight j low and weight j + 16 high."""
        blocks = np.frombuffer(self._bytes, BLOCK, entry.count // WEIGHTS_PER_BLOCK, entry.offset)
        both = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
        weights = (both.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
        return np.asarray(weights.reshape(-1), dtype=np.float32)

    def _read_vocabulary(self) -> Vocabulary:
        count, bos, eos, pad, unk = self._take("5i")
        (length,) = self._take("Q")
        offsets, scores = self._array("<u4", count + 1), self._array("<f4", count)
        blob = bytes(self._bytes[self._at : self._at + length])
        self._at += length
        pieces = [blob[start:end].decode() for start, end in pairwise(offsets.tolist())]
        return Vocabulary(pieces, scores.tolist(), bos, eos, pad, unk)

    def _skip_normaliser(self) -> None:
        # NFKC in `tokenizers` does the same (see tokenizer.py); the table would be slower there.
        _entries, length = self._take("iI")
        self._at += length

    def _read_directory(self) -> dict[str, _Entry]:
        (entries,) = self._take("i")
        return dict(self._read_entry() for _ in range(entries))

    def _read_entry(self) -> tuple[str, _Entry]:
        (length,) = self._take("H")
        name = bytes(self._bytes[self._at : self._at + length]).decode()
        self._at += length
        kind, count, offset, _length = self._take("BIQQ")
        return name, _Entry(kind == FOUR_BIT, count, offset)

    def _take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self._bytes, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def _array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self._bytes, dtype, count, self._at)
        self._at += values.nbytes
        return values
