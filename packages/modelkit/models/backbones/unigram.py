"""A SentencePiece unigram vocabulary as a fast tokenizer, in the files transformers reads."""

from pathlib import Path
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram
from transformers import PreTrainedTokenizerFast

from modelkit.models.backbones.e5_file import Vocabulary


def write_tokenizer(folder: Path, vocabulary: Vocabulary, *, max_length: int) -> None:
    """Write `tokenizer.json` and its companions with XLM-R's conventions: `<s> … </s>`, no token types."""
    fast: Any = PreTrainedTokenizerFast  # its signature is untyped
    fast(
        tokenizer_object=build_tokenizer(vocabulary),
        **special_tokens(vocabulary),
        model_max_length=max_length,
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(folder)


def special_tokens(vocabulary: Vocabulary) -> dict[str, str]:
    """transformers' names of the special tokens: XLM-R classifies at `<s>` and separates with `</s>`."""
    begin, end = (vocabulary.pieces[place] for place in (vocabulary.bos, vocabulary.eos))
    unknown, padding = (vocabulary.pieces[place] for place in (vocabulary.unk, vocabulary.pad))
    return {
        "bos_token": begin,
        "cls_token": begin,
        "eos_token": end,
        "sep_token": end,
        "unk_token": unknown,
        "pad_token": padding,
        "mask_token": "<mask>",
    }


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """The tokenizer: NFKC as SentencePiece does it, then the most probable pieces."""
    scored = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(Unigram(scored, unk_id=vocabulary.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        # Control characters go before white space is joined: some of them are white space.
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    begin, end = (vocabulary.pieces[place] for place in (vocabulary.bos, vocabulary.eos))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        pair=f"{begin} $A {end} {end} $B {end}",
        special_tokens=[(begin, vocabulary.bos), (end, vocabulary.eos)],
    )
    return tokenizer
