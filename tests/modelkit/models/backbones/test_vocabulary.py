from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from modelkit.models import Encoder
from modelkit.models.backbones import BackboneSpec, resolve, write_spec
from modelkit.models.backbones.e5_file import Vocabulary
from modelkit.models.backbones.unigram import write_tokenizer
from modelkit.models.backbones.vocabulary import is_trimmable, kept_pieces, trim

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
WORDS = ["▁card", "▁lost", "▁José", "卡片", "丢", "カード", "▁карта", "카드", "▁łódka", "7", "…", "▁"]
LETTERS = list("cardlostj卡片カд")
PIECES = [*SPECIAL, *WORDS, *LETTERS, "<mask>"]
ENGLISH = ["card", "lost", "jose"]


def names(languages: tuple[str, ...]) -> set[str]:
    kept = kept_pieces(PIECES, languages=languages, english=ENGLISH)
    return {PIECES[number] for number in kept} & set(WORDS)


@pytest.mark.parametrize(
    ("languages", "own"),
    [
        (("en",), set()),
        (("en", "zh"), {"卡片"}),
        (("ja",), {"卡片", "カード"}),
        (("ru",), {"▁карта"}),
        (("ko",), {"카드"}),
        (("pl",), {"▁łódka"}),
    ],
)
def test_a_language_keeps_its_script_and_english_is_always_kept(languages: tuple[str, ...], own: set[str]) -> None:
    assert names(languages) == own | {"▁card", "▁lost", "▁José", "7", "…", "▁", "丢"}


def test_every_single_character_is_kept() -> None:
    kept = kept_pieces(PIECES, languages=("en",), english=ENGLISH)
    assert {PIECES[number] for number in kept} >= set(LETTERS)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small multilingual model with more rows than pieces, as e5 has."""
    folder = tmp_path_factory.mktemp("full")
    scores = [0.0] * 4 + [-float(number) for number in range(1, len(PIECES) - 4)] + [0.0]
    write_tokenizer(folder, Vocabulary(PIECES, scores, bos=0, eos=2, pad=1, unk=3), max_length=64)
    config = BertConfig(
        vocab_size=len(PIECES) + 5,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=4,
        intermediate_size=64,
        pad_token_id=1,
        max_position_embeddings=64,
    )
    torch.manual_seed(0)
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    write_spec(folder, BackboneSpec(query_prefix="card ", max_length=64), dimension=32)
    return folder


def test_a_trimmed_model_reads_its_languages_as_before(full: Path, tmp_path: Path) -> None:
    trim(full, tmp_path / "small", languages=("en", "zh"), english=ENGLISH)
    before, after = Encoder.from_pretrained(full), Encoder.from_pretrained(tmp_path / "small")
    texts = ["card lost 7", "卡片丢…", "José lost card", ""]
    np.testing.assert_array_equal(before.encode(texts), after.encode(texts))
    assert after.spec == before.spec
    old = Tokenizer.from_file(str(full / "tokenizer.json"))
    new = Tokenizer.from_file(str(tmp_path / "small" / "tokenizer.json"))
    assert [old.encode(text).tokens for text in texts] == [new.encode(text).tokens for text in texts]
    assert new.get_vocab_size() < old.get_vocab_size()
    assert len(after.backbone.get_input_embeddings().state_dict()["weight"]) == new.get_vocab_size()
    assert new.token_to_id("<mask>") == new.get_vocab_size() - 1


def test_text_in_another_language_is_spelt_out_rather_than_unknown(full: Path, tmp_path: Path) -> None:
    trim(full, tmp_path / "small", languages=("en",), english=ENGLISH)
    tokens = Tokenizer.from_file(str(tmp_path / "small" / "tokenizer.json")).encode("カ卡片").tokens
    assert tokens == ["<s>", "▁", "カ", "卡", "片", "</s>"]


def test_resolving_with_languages_trims_once(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELKIT_HOME", str(tmp_path))
    first = resolve(full, languages=("zh", "en"))
    written = (first / "config.json").stat().st_mtime_ns
    assert first != full
    assert resolve(full, languages=("en", "zh")) == first
    assert (first / "config.json").stat().st_mtime_ns == written


def test_a_word_piece_vocabulary_is_not_trimmed(full: Path, tiny_backbone: Path) -> None:
    assert is_trimmable(full)
    assert not is_trimmable(tiny_backbone)
    assert resolve(tiny_backbone, languages=("en",)) == tiny_backbone
