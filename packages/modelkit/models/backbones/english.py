"""Which pieces of a multilingual vocabulary English text needs: an estimate, made without a corpus.

Most ASCII pieces of a hundred-language vocabulary are Finnish, Indonesian or Polish. A piece stays if it stands
inside a word of MiniLM's English vocabulary, is among the most frequent of all, or spells like English.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

# Measured on public English text (see docs/decisions): more pieces change almost nothing, fewer split brand names.
ASCII_PIECES = 49_500
MOST_FREQUENT = 20_000
GRAM = 4
# Words customers write that are younger than MiniLM's vocabulary.
MODERN = (
    "app apps bitcoin blockchain bluetooth chatbot checkout config contactless covid crypto cryptocurrency deloitte "
    "dropdown ebay emoji espresso ethereum eur faq fintech firewall gmail gourmet gps halal hashtag iban ikea inbox "
    "iphone login logout mastercard mobil netflix paypal pdf pesos playlist plz podcast qr refresh ringgit rubles "
    "rupees scam selfie shopify signup smartphone spotify stablecoin sushi tiktok topup uber unsubscribe url usb usd "
    "username vodafone vpn webcam webinar whatsapp wifi wiki youtube zoom zuckerberg"
)
SPACE = "▁"


def english_pieces(pieces: Sequence[str], words: Iterable[str]) -> set[int]:
    """Numbers of the pieces to keep; `pieces` are in order of frequency, `words` are lower-case English."""
    known = [word for word in [*words, *MODERN.split()] if re.fullmatch("[a-z]{3,}", word)]
    ascii_only = [number for number, piece in enumerate(pieces) if piece.replace(SPACE, "").isascii()]
    parts = _parts(known)
    kept = {number for number in ascii_only if _is_part(pieces[number], parts)}
    rest = [number for number in ascii_only if number not in kept]
    likeness = _likeness(known, [pieces[number] for number in rest])
    kept.update(ascii_only[:MOST_FREQUENT])
    ranked = sorted((number for number in rest if number not in kept), key=lambda number: -likeness(pieces[number]))
    return kept | set(ranked[: max(0, ASCII_PIECES - len(kept))])


def _parts(words: Sequence[str]) -> set[str]:
    """Every beginning, ending and inside of the words, three characters and up."""
    return {
        marked[start:end]
        for marked in (SPACE + word for word in words)
        for start in range(len(marked))
        for end in range(start + 3, len(marked) + 1)
    }


def _is_part(piece: str, parts: set[str]) -> bool:
    letters = piece.strip(SPACE)
    return not re.search("[A-Za-z]", letters) or len(letters) < 3 or piece.lower() in parts


def _likeness(words: Sequence[str], doubtful: Sequence[str]) -> Callable[[str], float]:
    """Mean log ratio of a piece's letter 4-grams in English words to those in the pieces in doubt."""
    english = Counter(gram for word in words for gram in set(_grams(SPACE + word)))
    foreign = Counter(gram for piece in doubtful for gram in set(_grams(piece.lower())))

    def likeness(piece: str) -> float:
        grams = _grams(piece.lower())
        return sum(math.log((english[gram] + 0.5) / (foreign[gram] + 0.5)) for gram in grams) / len(grams)

    return likeness


def _grams(text: str) -> list[str]:
    return [text[start : start + GRAM] for start in range(max(1, len(text) - GRAM + 1))]
