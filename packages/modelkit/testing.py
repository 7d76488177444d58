"""Tiny real models, built offline in a second: the official stand-ins for tests."""

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import WordPiece
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from modelkit.models.backbones import BackboneSpec, write_spec

SPECIAL = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}
ENGLISH = (
    "the a my your i you is are was not do does did can could how what where when why who which to of in on "
    "for and or with card account money transfer payment bank balance pin lost stolen open close change "
    "limit fee exchange rate refund charge twice late help please thank query passage good bad price stock"
)
HAN = "我的你他是不了在有人这中大来上个国说们为子和卡银行账户钱转丢失怎么办余额密码限额费汇率退款开户请问好坏涨跌"
ASCII = [chr(code) for code in range(33, 127) if not chr(code).isupper()]
MAX_LENGTH = 128


def tiny_backbone(directory: str | Path, *, seed: int = 0, pooling: str = "mean", prefixes: bool = False) -> Path:
    """A BERT of two layers and 32 dimensions with a WordPiece tokenizer over ASCII and some Han characters.

    Random weights from `seed`, so the same call always builds the same model. With `prefixes` it wants
    "query: " and "passage: ", as e5 does.
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = [*SPECIAL.values(), *ASCII, *(f"##{letter}" for letter in ASCII), *ENGLISH.split(), *HAN]
    numbered = {token: number for number, token in enumerate(dict.fromkeys(vocabulary))}
    _write_tokenizer(folder, numbered)
    _write_network(folder, size=len(numbered), seed=seed)
    spec = BackboneSpec(
        pooling="cls" if pooling == "cls" else "mean",
        query_prefix="query: " if prefixes else "",
        passage_prefix="passage: " if prefixes else "",
        max_length=MAX_LENGTH,
    )
    write_spec(folder, spec, dimension=32)
    return folder


def _write_network(folder: Path, *, size: int, seed: int) -> None:
    config = BertConfig(
        vocab_size=size,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=MAX_LENGTH,
        # Wide enough that different texts differ visibly: the usual 0.02 makes all vectors alike.
        initializer_range=0.2,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        BertModel(config, add_pooling_layer=False).save_pretrained(folder)


def _write_tokenizer(folder: Path, vocabulary: dict[str, int]) -> None:
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token=SPECIAL["unk_token"]))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(token, vocabulary[token]) for token in ("[CLS]", "[SEP]")],
    )
    fast: Any = PreTrainedTokenizerFast  # its signature is untyped
    fast(
        tokenizer_object=tokenizer,
        **SPECIAL,
        model_max_length=MAX_LENGTH,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    ).save_pretrained(folder)
