"""One address for one page: without trackers, fragments and needless differences."""

import hashlib
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

_TRACKERS = frozenset("fbclid gclid dclid msclkid yclid igshid mc_cid mc_eid _ga ref_src cmpid ocid spm".split())
_PREFIXES = ("utm_", "at_medium", "at_campaign", "pk_", "hsa_")
_PORTS = {"http": 80, "https": 443}
_SAFE = "/:@!$&'()*+,;=~-._"


def canonical_url(url: str) -> str:
    """Lower-case scheme and host, plain ports left out, query sorted, trackers and fragment gone."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url.strip()[:2000]
    if ":" in host:
        host = f"[{host}]"
    place = host if port in (None, _PORTS.get(parts.scheme)) else f"{host}:{port}"
    pairs = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracker(pair[0]))
    path = quote(unquote(parts.path), safe=_SAFE) or "/"
    return urlunsplit((parts.scheme.lower(), place, path, urlencode(pairs), ""))[:2000]


def url_hash(url: str) -> str:
    """SHA-256 of the canonical address, as `Article.url_hash` keeps it."""
    return hashlib.sha256(canonical_url(url).encode()).hexdigest()


def _is_tracker(name: str) -> bool:
    return name.lower() in _TRACKERS or name.lower().startswith(_PREFIXES)
