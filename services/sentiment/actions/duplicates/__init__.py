"""The same text again: word for word, or nearly."""

from services.sentiment.actions.duplicates.finding import WINDOW, find_near, remember
from services.sentiment.actions.duplicates.signatures import Signature, content_hash, sign, similarity

__all__ = ["WINDOW", "Signature", "content_hash", "find_near", "remember", "sign", "similarity"]
