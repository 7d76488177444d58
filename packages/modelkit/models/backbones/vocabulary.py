"""A backbone with the vocabulary of the languages in use: the same vectors from a fraction of the memory."""

import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModel

from modelkit.models.backbones.english import english_pieces
from modelkit.models.quiet import quiet

# The scripts of languages that are not written in Latin letters; every other language is.
SCRIPTS = {
    "ar": "ARABIC",
    "be": "CYRILLIC",
    "bg": "CYRILLIC",
    "el": "GREEK",
    "fa": "ARABIC",
    "he": "HEBREW",
    "hi": "DEVANAGARI",
    "ja": "CJK|HIRAGANA|KATAKANA|IDEOGRAPHIC",
    "ko": "HANGUL",
    "ru": "CYRILLIC",
    "th": "THAI",
    "uk": "CYRILLIC",
    "ur": "ARABIC",
    "zh": "CJK|IDEOGRAPHIC|BOPOMOFO",
}
SPACE = "▁"


def is_trimmable(path: Path) -> bool:
    """Whether the vocabulary is a unigram one: there, pieces that no best split uses can go without a trace."""
    tokenizer = path / "tokenizer.json"
    return tokenizer.is_file() and json.loads(tokenizer.read_text("utf-8"))["model"]["type"] == "Unigram"


def trim(path: Path, folder: Path, *, languages: Sequence[str], english: Iterable[str]) -> None:
    """Write the model at `path` to `folder` with the pieces that `languages` need; `english` lists words."""
    tokenizer = json.loads((path / "tokenizer.json").read_text("utf-8"))
    pieces = [piece for piece, _score in tokenizer["model"]["vocab"]]
    kept = kept_pieces(pieces, languages=languages, english=english)
    kept.update(token["id"] for token in tokenizer["added_tokens"])
    order = sorted(kept)
    new = {old: number for number, old in enumerate(order)}
    shutil.copytree(path, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.safetensors", "*.bin"))
    _write(folder / "tokenizer.json", _renumbered(tokenizer, order, new))
    _trim_weights(path, folder, order, new)


def kept_pieces(pieces: Sequence[str], *, languages: Sequence[str], english: Iterable[str]) -> set[int]:
    """Numbers of the pieces the languages need.

    Every single character stays, so that no text becomes unknown; so does what holds no letters. English is
    always kept: product names and web addresses are written in it everywhere.
    """
    serves = _writer(languages)
    words = list(english)
    kept = english_pieces(pieces, words) | _accented(pieces, set(words))
    for number, piece in enumerate(pieces):
        letters = piece.replace(SPACE, "")
        if len(letters) <= 1 or (not letters.isascii() and serves(letters)):
            kept.add(number)
    return kept | (_latin(pieces) if _others_in_latin(languages) else set())


def _writer(languages: Sequence[str]) -> Callable[[str], bool]:
    """Whether all letters of a text are in the languages' own scripts (or it has none)."""
    own = [SCRIPTS[language] for language in languages if language in SCRIPTS]
    script = re.compile("|".join(own) or "(?!)")
    return lambda text: all(script.match(unicodedata.name(character, "")) for character in text if character.isalpha())


def _others_in_latin(languages: Sequence[str]) -> bool:
    return any(language != "en" and language not in SCRIPTS for language in languages)


def _latin(pieces: Sequence[str]) -> set[int]:
    """Every piece in Latin letters: which of them French or Polish needs is not known here."""
    return {
        number
        for number, piece in enumerate(pieces)
        if all(unicodedata.name(letter, "").startswith("LATIN") for letter in piece if letter.isalpha())
    }


def _accented(pieces: Sequence[str], words: set[str]) -> set[int]:
    """Whole words that English writes with an accent at times: José, exposé, Düsseldorf."""
    return {
        number
        for number, piece in enumerate(pieces)
        if piece.startswith(SPACE) and not piece[1:].isascii() and _plain(piece[1:]) in words
    }


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _renumbered(tokenizer: dict[str, Any], order: Sequence[int], new: dict[int, int]) -> dict[str, Any]:
    model = tokenizer["model"]
    model["vocab"] = [model["vocab"][number] for number in order]
    model["unk_id"] = new[model["unk_id"]]
    for token in tokenizer["added_tokens"]:
        token["id"] = new[token["id"]]
    for special in (tokenizer.get("post_processor") or {}).get("special_tokens", {}).values():
        special["ids"] = [new[number] for number in special["ids"]]
    return tokenizer


def _trim_weights(path: Path, folder: Path, order: Sequence[int], new: dict[int, int]) -> None:
    with quiet():
        model: Any = AutoModel.from_pretrained(path, dtype=torch.float32, local_files_only=True)
    table = model.get_input_embeddings()
    table.weight = torch.nn.Parameter(table.weight.detach()[list(order)].clone())
    table.num_embeddings = model.config.vocab_size = len(order)
    for name in ("pad_token_id", "bos_token_id", "eos_token_id"):
        number = getattr(model.config, name, None)
        setattr(model.config, name, new.get(number) if isinstance(number, int) else number)
    model.save_pretrained(folder)


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
