"""What stands on a page or in a feed, with where each field was found. Works from saved bytes alone."""

from services.sentiment.crawler.pages.article import read_page
from services.sentiment.crawler.pages.feed import Unreadable, read_feed
from services.sentiment.crawler.pages.hint import Hint

__all__ = ["Hint", "Unreadable", "read_feed", "read_page"]
