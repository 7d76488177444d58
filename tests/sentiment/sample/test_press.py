"""The simulated press behaves like one."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from defusedxml import ElementTree

from services.sentiment.sample.press.newsroom import SCANDAL_AFTER, Newsroom
from services.sentiment.sample.press.outlets import BY_KEY, OUTLETS
from services.sentiment.sample.press.server import PressServer
from services.sentiment.sample.press.writing import companies, headlines, history

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Clock:
    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def press(clock: Clock) -> Iterator[httpx.Client]:
    server = PressServer(port=0, newsroom=Newsroom(start=START, clock=clock))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    with httpx.Client(base_url=server.base) as client:
        yield client
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.key)
def test_each_outlet_publishes_before_the_demo_begins(press: httpx.Client, outlet: object) -> None:
    assert press.get(outlet.address).status_code == 200  # type: ignore[attr-defined]
    assert "/northern-ledger/" in press.get("/northern-ledger/feed.rss").text


def test_feeds_are_well_formed_in_every_format(press: httpx.Client) -> None:
    for path in ("feed.rss", "feed.atom", "news.xml"):
        assert len(list(ElementTree.fromstring(press.get(f"/harbour-courier/{path}").text).iter())) > 5
    assert json.loads(press.get("/exchange-notes/feed.json").text)["items"]
    for path in ("latest", "comments"):
        assert "<!doctype html>" in press.get(f"/tradewind/{path}").text


def test_what_has_not_changed_is_not_sent_again(press: httpx.Client, clock: Clock) -> None:
    first = press.get("/northern-ledger/feed.rss")
    asked = {"If-None-Match": first.headers["ETag"]}
    again = press.get("/northern-ledger/feed.rss", headers=asked)
    assert (again.status_code, again.content) == (304, b"")
    clock.now = START + timedelta(hours=1)
    assert press.get("/northern-ledger/feed.rss", headers=asked).status_code == 200


def test_the_scandal_breaks_on_time_and_in_several_houses(press: httpx.Client, clock: Clock) -> None:
    def houses() -> set[str]:
        return {o.group for o in OUTLETS if "scandal" in press.get(o.address).text}

    clock.now = START + SCANDAL_AFTER - timedelta(seconds=1)
    assert houses() == set()
    clock.now = START + SCANDAL_AFTER + timedelta(seconds=25)
    assert len(houses()) >= 5


def test_an_article_is_there_once_it_is_out(press: httpx.Client, clock: Clock) -> None:
    address = f"/northern-ledger/{START:%Y%m%d%H%M%S}-scandal-0.html"
    assert press.get(address).status_code == 404
    clock.now = START + SCANDAL_AFTER
    page = press.get(address).text
    assert '"@type": "NewsArticle"' in page
    assert 'rel="canonical"' in page
    assert press.get(address.replace("northern-ledger", "tradewind")).status_code == 404


def test_robots_are_told_how_often_to_come(press: httpx.Client) -> None:
    assert "Crawl-delay" in press.get("/robots.txt").text


def test_history_only_grows_within_a_day_and_names_every_company() -> None:
    first, again = list(history(now=START)), list(history(now=START + timedelta(hours=5)))
    assert again[: len(first)] == first
    assert len(first) < len(again)
    assert START - timedelta(hours=3) < first[-1].at < START
    assert len(first) >= 1200
    titles = " ".join(piece.title for piece in first)
    assert [one["key"] for one in companies() if one["name"] not in titles and one["name_zh"] not in titles] == []
    assert max(piece.at for piece in first) < START
    assert {piece.outlet for piece in first} == set(BY_KEY.values())


def test_headlines_of_both_languages_leave_room_for_one_name() -> None:
    for language in ("en", "zh"):
        assert len(headlines(language)) > 60
