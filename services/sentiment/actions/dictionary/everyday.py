"""Words that firms like to be called by and that texts use without meaning any firm."""

from functools import lru_cache

# Written small they are nouns and verbs of any page; exact case helps with them, but not at a sentence's start.
_ENGLISH = frozenset(
    """
    access ally alphabet amazon apple arm atlas beacon best block boom boss box brave bridge bright bumble buy cable
    canopy capital cardinal carrier chase chip circle city clean clear cloud coach comet compass core corner crane
    credit crown delta direct discover dish dollar dow eagle east edge element energy equity exact express fair first
    five fleet focus ford forward fox frontier gap gas gate general global gold good grab grand ground group guess
    harvest hawk home horizon host human ice imperial ink intel iron key king land leap liberty life light lime line
    link lion live loop market mars match meta metro micron mind model moon motion national next nice nike north nova
    now oil one open oracle orange orbit over owl page paramount park path peak pearl people pilot pioneer plains planet
    plus point pool power premier prime progress public pure quest rally rapid ray red reach reliance ring rise river
    robin rock root royal safe sage salt scout sea second seven shell shift shop signal silver sky slack snap solar
    source south spark spirit spring sprint square standard star state steel stone stream strong summit sun sure swift
    target team tide time titan top total tower track trade trust twin twist union united unity up us valley vanguard
    vertex victory visa vision wave way wayfair west wind wise wolf world yes zoom
    """.split()
)
# So often a word stands in a corpus of about sixty million; rarer ones are names as likely as words.
_OFTEN_CHINESE = 1_000


def is_everyday(folded: str, *, exact: bool) -> bool:
    """`exact` is a name whose case matters, and Latin words of everyday are rarely written as names are."""
    if folded.isascii():
        return not exact and folded in _ENGLISH
    return _chinese().get(folded, 0) >= _OFTEN_CHINESE


@lru_cache(maxsize=1)
def _chinese() -> dict[str, int]:
    """How often jieba's corpus has each word."""
    import jieba

    jieba.setLogLevel(30)
    jieba.dt.initialize()
    counts: dict[str, int] = jieba.dt.FREQ
    return counts
