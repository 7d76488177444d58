"""What went wrong in a visit, as people read it: crawlers keep English text, and a code that stands for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from services.sentiment.models.choices import DateFrom, SourceKind

register = template.Library()
_LATER = _("Try again later.")
_NOTHING = _("Nothing needs to be done: it is visited again later.")
_ADDRESS = _("Check the address.")
# By code: what it means whatever the crawler found, and the remedy.
WORDS = {
    "address_refused": (
        _("This address may not be visited."),
        _("Correct the address, or allow the host in the settings."),
    ),
    "bad_path": (_("A path expression cannot be used."), _("Correct the path expressions of the source.")),
    "bad_redirect": (_("The server redirects to nowhere."), _ADDRESS),
    "bad_row": (_("A row of the archive cannot be read."), _("Mend the row and upload the file again.")),
    "budget_spent": (_("The host was asked often enough in this visit; the rest is left to the next."), _NOTHING),
    "busy": (_("The server asks to come back later."), _NOTHING),
    "download_failed": (_("The answer broke off."), _LATER),
    "forbidden": (_("The server refuses the crawler."), _("Ask the site for permission.")),
    "gone": (_("The server says that the page does not exist."), _ADDRESS),
    "host_asks_to_wait": (_("The host asks for a pause that is longer than a visit."), _NOTHING),
    "no_file": (_("The archive is not there."), _("Upload it again.")),
    "no_such_host": (_("The name leads nowhere."), _("Check the address for a slip.")),
    "not_kept": (
        _("This page could not be kept."),
        _("It is tried again at the next visit. If it stays, report it with the address."),
    ),
    "nothing_found": (_("The selector matches nothing."), _("Correct the selectors of the source.")),
    "process_ended": (
        _("The crawling process ended before its work was done."),
        _("The next visit repeats it; nothing that was stored is lost."),
    ),
    "refused": (_("The server takes no connections."), _LATER),
    "robots_denied": (
        _("robots.txt forbids this address."),
        _("Ask the site for permission, or choose another address."),
    ),
    "server_error": (_("The server answered with an error."), _LATER),
    "timeout": (_("The server did not answer in time."), _LATER),
    "too_large": (_("The answer is larger than 8 MB."), _("Choose a smaller feed or page.")),
    "too_many_redirects": (
        _("The address redirects without end."),
        _("Open it in a browser and take the last one."),
    ),
    "unreadable": (
        _("What came cannot be read as this kind of source."),
        _("Check the address, and whether the kind fits it."),
    ),
    "visit_broken": (_("The visit could not be made."), _("Check the options of the source.")),
}


# Where a part of an article can come from, beside the places of dates and the kinds of sources.
_ORIGINS = {"text": _("Judged by the text"), "nowhere": _("Nowhere")}
_PARTS = {
    "author": _("Author"),
    "language": _("Language"),
    "published_at": _("Date"),
    "text": _("Text"),
    "title": _("Title"),
}


@dataclass(frozen=True)
class CrawlError:
    """`detail` is the crawler's own text, where it says more than `message`."""

    message: str
    remedy: str
    detail: str = ""


@register.filter
def told(error: Mapping[str, Any]) -> CrawlError:
    """Whoever reads the language it is kept in reads what the crawler wrote."""
    kept = str(error.get("message", ""))
    sentence, remedy = WORDS.get(str(error.get("code", "")), ("", ""))
    translated = gettext(sentence) if sentence else ""
    if translated == sentence:
        return CrawlError(kept, str(error.get("remedy", "")))
    return CrawlError(translated, gettext(remedy), "" if kept == sentence else kept)


@register.filter
def part_name(part: str) -> str:
    return gettext(_PARTS[part]) if part in _PARTS else part


@register.filter
def origin_name(place: str) -> str:
    """Where a part of an article was found."""
    if place in _ORIGINS:
        return gettext(_ORIGINS[place])
    known = {**dict(SourceKind.choices), **dict(DateFrom.choices)}
    return str(known.get(place, place))
