"""A reader's way: two articles opened change the list, which names them as its reason; the desk sees it happen."""

import html
import re
from collections.abc import Callable

import httpx

from infra.launch.smoke.agent import Agent
from infra.launch.smoke.expecting import expect

Say = Callable[[str], None]
_CARD = re.compile(r'<h2[^>]*><a href="(/magazine/[\w-]+/)[^"]*">([^<]+)</a>')


def browse(base_url: str, *, password: str, say: Say) -> None:
    """Raises AssertionError at the first thing a reader or an editor would miss."""
    with httpx.Client(base_url=base_url, follow_redirects=True) as reader:
        before = _list(reader)
        expect(len(before) == 10, f"the front page of the magazine lists {len(before)} articles instead of 10")
        path, title = before[0]
        expect(reader.get(path).status_code == 200, "the first article of the list cannot be read")
        after = _list(reader)
        expect(title not in {one for _path, one in after}, "an article that was just read is recommended again")
        expect(after != before, "a click did not change the list")
        told = html.unescape(reader.get("/magazine/").text)
        expect(f"Because of “{html.unescape(title)}”" in told, "the list does not name the article it follows from")
        say(f"after “{html.unescape(title)}” the magazine recommends “{html.unescape(after[0][1])}”")
    _desk(base_url, password=password, say=say)


def _list(reader: httpx.Client) -> list[tuple[str, str]]:
    reply = reader.get("/magazine/")
    reply.raise_for_status()
    return _CARD.findall(reply.text)


def _desk(base_url: str, *, password: str, say: Say) -> None:
    expect(httpx.get(f"{base_url}/overview/").is_redirect, "the overview is shown to strangers")
    desk = Agent(base_url, username="agent", password=password)
    try:
        for address in ("/overview/", "/users/", "/catalogue/", "/quality/", "/experiments/"):
            expect(desk.http.get(address).status_code == 200, f"{address} does not open")
        answer = desk.get("/api/users/reader-001/recommendations", n="5", reasons="true")
        expect(len(answer["items"]) == 5, "the API lists fewer than five articles for a reader")
        expect(answer["way"] == "personal", f"a known reader is answered by '{answer['way']}'")
        first = answer["items"][0]["item"]
        expect(desk.get(f"/api/items/{first}/similar")["items"], "nothing is similar to a recommended article")
        say(f"the API recommends {first} to reader-001, {answer['items'][0]['reason']['kind']}")
    finally:
        desk.close()
    editor = Agent(base_url, username="editor", password=password)
    try:
        for address in ("/surfaces/", "/imports/", "/models/", "/work/"):
            expect(editor.http.get(address).status_code == 200, f"{address} does not open")
    finally:
        editor.close()
