"""What each kind of source can be told beside its address: one tuple a kind, shown by the form and checked here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import jmespath
from cssselect import HTMLTranslator
from cssselect.parser import SelectorError
from cssselect.xpath import ExpressionError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from jmespath.exceptions import JMESPathError

from services.sentiment.actions.sources.uploading import is_kept
from services.sentiment.models.choices import SourceKind
from shared.errors import Problem

_LONGEST = 500


@dataclass(frozen=True)
class Option:
    """`form` says how the value is written; `usual` is what the spider takes where nothing is given."""

    name: str
    form: Literal["css", "path", "number", "flag", "file"]
    label: str | Promise
    help: str | Promise = ""
    usual: str = ""
    least: float = 0.0
    most: float = 0.0


_POLITE = (
    Option(
        "delay",
        "number",
        _("Pause between requests, in seconds"),
        _("The site's own robots.txt may ask for more, and is obeyed."),
        most=3600,
    ),
    Option("timeout", "number", _("Longest wait for an answer, in seconds"), usual="20", least=1, most=20),
)
_NEXT = Option("next", "css", _("Link to the next page"), _("A CSS selector. Empty: only the first page is read."))
OPTIONS: dict[str, tuple[Option, ...]] = {
    SourceKind.FEED: (
        Option(
            "only_feed",
            "flag",
            _("Take the entries as they are, without opening their pages"),
            _("Quicker and quieter, where the feed carries whole articles."),
        ),
        *_POLITE,
    ),
    SourceKind.SITEMAP: _POLITE,
    SourceKind.LISTING: (
        Option(
            "links", "css", _("Links to articles"), _("A CSS selector of the links on the page."), usual="article a"
        ),
        _NEXT,
        *_POLITE,
    ),
    SourceKind.JSON_API: (
        Option("items", "path", _("The list of articles"), _("JMESPath from the top of the answer."), usual="items"),
        Option("url", "path", _("Address"), _("JMESPath from one article; so are the next ones."), usual="url"),
        Option("title", "path", _("Title"), usual="title"),
        Option("text", "path", _("Text"), _("Without it, the article's page is opened."), usual="text"),
        Option("published", "path", _("Date"), usual="published"),
        Option("author", "path", _("Author"), usual="author"),
        *_POLITE,
    ),
    SourceKind.THREAD: (
        Option("post", "css", _("One post"), _("A CSS selector; the next look inside it."), usual=".comment, .post"),
        Option("text", "css", _("Its text"), usual=".text, p"),
        Option("author", "css", _("Its author"), usual=".author"),
        Option("date", "css", _("Its date"), _("An element with the attribute datetime."), usual="time"),
        _NEXT,
        *_POLITE,
    ),
    SourceKind.ARCHIVE: (
        Option(
            "file",
            "file",
            _("File"),
            _("CSV or JSON Lines in UTF-8, or a zip of them. Columns: title, text, url, published, author."),
        ),
    ),
}


def read_options(kind: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """What is worth keeping of `given`, and what is wrong with it. Empty ones are left to the spider."""
    known = {option.name: option for option in OPTIONS[kind]}
    remedy = gettext("Use one of: %(choices)s.") % {"choices": ", ".join(known)}
    problems = [
        Problem(f"options.{name}"[:60], gettext("This kind of source has no such option."), remedy)
        for name in given
        if name not in known
    ]
    kept: dict[str, Any] = {}
    for name, option in known.items():
        try:
            value = _read(option, given.get(name))
        except _Wrong as wrong:
            problems.append(Problem(f"options.{name}", wrong.message, wrong.remedy))
        else:
            if value not in ("", None, False):
                kept[name] = value
    return kept, problems


class _Wrong(Exception):
    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy


def _read(option: Option, value: Any) -> Any:
    if option.form == "flag":
        return value in (True, "1", "true", "on", "yes")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if option.form == "number":
        return _number(option, value)
    if not isinstance(value, str):
        message = gettext("It is a %(kind)s, not text.") % {"kind": type(value).__name__}
        raise _Wrong(message, gettext("Write it as text."))
    text = value.strip()
    if len(text) > _LONGEST or "\x00" in text:
        remedy = gettext("Keep it under %(most)s characters.") % {"most": _LONGEST}
        raise _Wrong(gettext("It is too long, or holds a NUL character."), remedy)
    {"css": _check_css, "path": _check_path, "file": _check_file}[option.form](text)
    return text


def _number(option: Option, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        message = gettext("'%(value)s' is no number.") % {"value": str(value)[:40]}
        raise _Wrong(message, gettext("Write it like 2.5.")) from None
    if not option.least <= number <= option.most:
        remedy = gettext("Write %(least)s to %(most)s.") % {"least": f"{option.least:g}", "most": f"{option.most:g}"}
        raise _Wrong(gettext("%(value)s is out of range.") % {"value": f"{number:g}"}, remedy)
    return number


def _check_css(text: str) -> None:
    try:
        HTMLTranslator().css_to_xpath(text)
    except (SelectorError, ExpressionError) as error:
        message = gettext("This is no CSS selector: %(error)s.") % {"error": error}
        raise _Wrong(message, gettext("Write it like: article h2 a")) from None


def _check_path(text: str) -> None:
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        told = {"error": str(error).splitlines()[0][:120]}
        message = gettext("This is no JMESPath expression: %(error)s") % told
        raise _Wrong(message, gettext("Write it like: data.articles[*]")) from None


def _check_file(text: str) -> None:
    if not is_kept(text):
        raise _Wrong(gettext("There is no such file."), gettext("Upload it again."))
