"""The reader against a small file written here byte by byte, as the format's description has it."""

import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from modelkit.errors import BackboneUnavailable
from modelkit.models import Encoder
from modelkit.models.backbones.e5_file import E5File
from modelkit.models.backbones.e5_small import write_directory
from modelkit.models.backbones.unigram import build_tokenizer

HIDDEN, LAYERS, HEADS, WIDE, POSITIONS, TYPES = 32, 2, 4, 64, 16, 2
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁card", "▁lost", "card", "卡", "丢", "a", "b", "<mask>"]
VOCABULARY = len(PIECES) + 3  # the real table, too, has rows that no piece uses
LAYER_SHAPES = {
    **dict.fromkeys(("q.w", "k.w", "v.w", "ao.w"), (HIDDEN, HIDDEN)),
    **dict.fromkeys(("q.b", "k.b", "v.b", "ao.b", "aln.w", "aln.b", "fo.b", "oln.w", "oln.b"), (HIDDEN,)),
    "fi.w": (WIDE, HIDDEN),
    "fi.b": (WIDE,),
    "fo.w": (HIDDEN, WIDE),
}


def tensors() -> dict[str, NDArray[np.float32]]:
    random = np.random.default_rng(0)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (VOCABULARY, HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (TYPES, HIDDEN),
        "emb.ln.w": (HIDDEN,),
        "emb.ln.b": (HIDDEN,),
    }
    shapes |= {f"l{layer}.{name}": shape for layer in range(LAYERS) for name, shape in LAYER_SHAPES.items()}
    return {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def four_bit(weights: NDArray[np.float32]) -> bytes:
    """Blocks of 32 weights: a float16 scale, then byte j with weight j low and weight j + 16 high."""
    packed = b""
    for block in weights.reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7)
        levels = np.clip(np.round(block / np.float32(scale)) + 8, 0, 15).astype(np.uint8)
        packed += scale.tobytes() + bytes(levels[:16] | (levels[16:] << 4))
    return packed


def write_file(path: Path, values: dict[str, NDArray[np.float32]]) -> Path:
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, WIDE, VOCABULARY, POSITIONS, TYPES, 1e-12, 32)
    blob = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, blob)]).astype("<u4")
    scores = np.array([0, 0, 0, 0, -9, -2, -3, -4, -5, -5, -6, -6, 0], dtype="<f4")
    words = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, blob)))
    words += offsets.tobytes() + scores.tobytes() + b"".join(blob)
    normaliser = struct.pack("<iI", 1, 5) + b"\x01\x00\x00\x00\x00"
    matrix = {
        name: four_bit(value) if name.endswith(".w") and value.ndim == 2 else value.tobytes()
        for name, value in values.items()
    }
    start = len(head + words + normaliser) + 4 + sum(2 + len(name) + 21 for name in values)
    directory, body = struct.pack("<i", len(values)), b""
    for name, value in values.items():
        kind = int(len(matrix[name]) != value.nbytes)
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, value.size, start + len(body), len(matrix[name]))
        body += matrix[name]
    path.write_bytes(head + words + normaliser + directory + body)
    return path


@pytest.fixture(scope="module")
def values() -> dict[str, NDArray[np.float32]]:
    return tensors()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, values: dict[str, NDArray[np.float32]]) -> Path:
    return write_file(tmp_path_factory.mktemp("wheel") / "model.bin", values)


def test_tensors_come_back_exactly_or_within_half_a_step(file: Path, values: dict[str, NDArray[np.float32]]) -> None:
    read = E5File(file)
    np.testing.assert_array_equal(read.tensor("emb.pos"), values["emb.pos"].ravel())
    step = np.abs(values["l1.fi.w"].reshape(-1, 32)).max(axis=1) / 7
    error = np.abs(read.tensor("l1.fi.w") - values["l1.fi.w"].ravel()).reshape(-1, 32)
    assert (error <= step[:, None] * 0.51).all()


def test_the_directory_written_loads_in_transformers(
    file: Path, values: dict[str, NDArray[np.float32]], tmp_path: Path
) -> None:
    write_directory(file, tmp_path)
    model = AutoModel.from_pretrained(tmp_path, add_pooling_layer=False)
    np.testing.assert_array_equal(model.embeddings.position_embeddings.weight.detach().numpy(), values["emb.pos"])
    assert model.config.layer_norm_eps == 1e-12
    tokenizer = AutoTokenizer.from_pretrained(tmp_path)
    assert tokenizer.tokenize("card\tlost") == ["▁card", "▁lost"]
    assert tokenizer("卡丢")["input_ids"] == [0, 4, 8, 9, 2]
    encoder = Encoder.from_pretrained(tmp_path, device="cpu")
    assert (encoder.spec.query_prefix, encoder.spec.passage_prefix) == ("query: ", "passage: ")
    assert encoder.encode(["card lost", ""]).shape == (2, HIDDEN)


def test_pairs_are_joined_as_xlm_r_joins_them(file: Path) -> None:
    tokenizer = build_tokenizer(E5File(file).vocabulary)
    assert tokenizer.encode("card", "lost").tokens == ["<s>", "▁card", "</s>", "</s>", "▁lost", "</s>"]


def test_white_space_and_wide_forms_are_made_one(file: Path) -> None:
    tokenizer = build_tokenizer(E5File(file).vocabulary)
    assert tokenizer.encode(" ｃａｒｄ \n\t lost\u200b ").tokens == tokenizer.encode("card lost").tokens


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(64))
    with pytest.raises(BackboneUnavailable, match="not an E5S1 file"):
        E5File(tmp_path / "other.bin")
