"""The same news as RSS, Atom, JSON Feed, news sitemap, HTML list, article page and comment thread."""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from services.sentiment.sample.press.outlets import Outlet
from services.sentiment.sample.press.writing import Piece


def address(base: str, piece: Piece) -> str:
    return f"{base}/{piece.outlet.key}/{piece.key}.html"


def rss(base: str, outlet: Outlet, pieces: Sequence[Piece]) -> str:
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{address(base, one)}</link><guid>{address(base, one)}</guid>"
        f"<pubDate>{format_datetime(one.at)}</pubDate><description>{escape(one.text)}</description></item>"
        for one in pieces
    )
    head = f"<title>{outlet.name}</title><link>{base}/{outlet.key}/</link><language>{outlet.language}</language>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def atom(base: str, outlet: Outlet, pieces: Sequence[Piece]) -> str:
    entries = "".join(
        f'<entry><id>{address(base, one)}</id><title>{escape(one.title)}</title><link href="{address(base, one)}"/>'
        f"<published>{_iso(one.at)}</published><updated>{_iso(one.at)}</updated>"
        f'<content type="text">{escape(one.text)}</content></entry>'
        for one in pieces
    )
    updated = _iso(pieces[0].at) if pieces else "2026-01-01T00:00:00+00:00"
    head = f"<id>{base}/{outlet.key}/</id><title>{outlet.name}</title><updated>{updated}</updated>"
    return f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


def json_feed(base: str, outlet: Outlet, pieces: Sequence[Piece]) -> str:
    items = [
        {"id": address(base, one), "url": address(base, one), "title": one.title, "content_text": one.text}
        | {"date_published": _iso(one.at)}
        for one in pieces
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "language": outlet.language}
    return json.dumps({**feed, "items": items}, ensure_ascii=False)


def sitemap(base: str, outlet: Outlet, pieces: Sequence[Piece]) -> str:
    urls = "".join(
        f"<url><loc>{address(base, one)}</loc><news:news><news:publication><news:name>{outlet.name}</news:name>"
        f"<news:language>{outlet.language}</news:language></news:publication>"
        f"<news:publication_date>{_iso(one.at)}</news:publication_date>"
        f"<news:title>{escape(one.title)}</news:title></news:news></url>"
        for one in pieces
    )
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0" encoding="utf-8"?><urlset {spaces} {news}>{urls}</urlset>'


def listing(base: str, outlet: Outlet, pieces: Sequence[Piece]) -> str:
    items = "".join(
        f'<article class="teaser"><h2><a href="{address(base, one)}">{escape(one.title)}</a></h2>'
        f'<time datetime="{_iso(one.at)}">{one.at:%H:%M}</time></article>'
        for one in pieces
    )
    return _page(outlet, outlet.name, f"<main>{items}</main>")


def article(base: str, piece: Piece) -> str:
    """With the structured data that real outlets publish."""
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": _iso(piece.at),
        "inLanguage": piece.outlet.language,
        "author": {"@type": "Organization", "name": piece.outlet.name},
        "publisher": {"@type": "Organization", "name": piece.outlet.name},
    }
    data = json.dumps(facts, ensure_ascii=False).replace("</", "<\\/")
    head = f'<link rel="canonical" href="{address(base, piece)}"><script type="application/ld+json">{data}</script>'
    body = "".join(f"<p>{escape(line)}</p>" for line in piece.text.splitlines())
    text = f'<article><h1>{escape(piece.title)}</h1><time datetime="{_iso(piece.at)}">{piece.at:%H:%M}</time>{body}'
    return _page(piece.outlet, piece.title, f"<main>{text}</article></main>", head)


def thread(base: str, outlet: Outlet, pieces: Sequence[Piece]) -> str:
    """What readers say below the news, one comment for each."""
    comments = "".join(
        f'<li class="comment" id="c-{one.key}"><b class="who">reader{number}</b>'
        f' <time datetime="{_iso(one.at)}"></time>'
        f'<p class="words">{escape(one.title)} — {"怎么看？" if outlet.language == "zh" else "what do you make of it?"}'
        "</p></li>"
        for number, one in enumerate(pieces)
    )
    return _page(outlet, outlet.name, f'<main><ol class="comments">{comments}</ol></main>')


def _page(outlet: Outlet, title: str, body: str, head: str = "") -> str:
    meta = f'<meta charset="utf-8"><title>{escape(title)}</title>{head}'
    name = f"<header><a href='/{outlet.key}/latest'>{outlet.name}</a></header>"
    return f'<!doctype html><html lang="{outlet.language}"><head>{meta}</head><body>{name}{body}</body></html>'


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
