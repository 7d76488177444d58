"""Which addresses the crawler may visit, and how one address is written in one way."""

from services.sentiment.actions.addresses.canonical import canonical_url, url_hash
from services.sentiment.actions.addresses.guard import AddressRefused, check_address, check_url, host_of, is_allowed

__all__ = ["AddressRefused", "canonical_url", "check_address", "check_url", "host_of", "is_allowed", "url_hash"]
