"""The outlets: each with its own way of publishing, so that every kind of source has one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outlet:
    """`group` is the house it belongs to; `kind` and `path` are how the crawler reads it."""

    key: str
    name: str
    group: str
    language: str
    kind: str
    path: str

    @property
    def address(self) -> str:
        return f"/{self.key}/{self.path}"


OUTLETS = [
    Outlet("northern-ledger", "Northern Ledger", "Ledger House", "en", "feed", "feed.rss"),
    Outlet("harbour-courier", "Harbour Courier", "Harbour Press", "en", "feed", "feed.atom"),
    Outlet("exchange-notes", "Exchange Notes", "Exchange Media", "en", "feed", "feed.json"),
    Outlet("ledger-weekend", "Ledger Weekend", "Ledger House", "en", "sitemap", "news.xml"),
    Outlet("tradewind", "Tradewind Wire", "Tradewind", "en", "listing", "latest"),
    Outlet("cangjie-finance", "沧街财经", "沧街传媒", "zh", "feed", "feed.rss"),
    Outlet("mingtan-daily", "明潭日报", "明潭报业", "zh", "feed", "feed.atom"),
]
BY_KEY = {outlet.key: outlet for outlet in OUTLETS}
