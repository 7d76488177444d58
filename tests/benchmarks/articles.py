"""Articles in: from pages on loopback to judged articles in the database, two cores

24 sites with 25 articles each, pages of about 35 kB with navigation and scripts, English and Chinese. They are visited
in batches, as the worker does it, while what has come in is judged with models of MiniLM's size.
Stages are measured one by one over the same pages, in one thread. `SITES=24 ITEMS=25`.
"""

import os
import time
from collections.abc import Callable, Sequence

import django

from tests.benchmarks.measuring import desk, newsstand
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.tables import print_table

SITES, ITEMS = int(os.environ.get("SITES", "24")), int(os.environ.get("ITEMS", "25"))
_PAGES = 200


def main() -> None:
    keep_two_cores()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services.sentiment.settings")
    django.setup()
    with newsstand.opened(items=ITEMS) as stand, desk.opened() as place:
        told = place.ask("articles", place.registry, str(stand.port), str(SITES))
    minutes = told["seconds"] / 60
    print(
        f"{told['articles']} of {SITES * ITEMS} articles judged in {told['seconds']:.0f} s (crawled after "
        f"{told['crawl_seconds']:.0f} s), {told['requests']} requests, {told['errors']} errors: "
        f"**{told['articles'] / minutes:.0f} articles a minute**.\n"
    )
    each = {name: 1000 * seconds / max(told["articles"], 1) for name, seconds in told["cpu"].items()}
    rows = [["all of crawling, processes started included", f"{each['crawl']:.1f} ms"]]
    rows += [["all of judging, models loaded included", f"{each['judge']:.1f} ms"], *_stages()]
    print_table(["stage", "CPU an article"], rows)


def _stages() -> list[list[str]]:
    from services.sentiment.actions.duplicates import sign
    from services.sentiment.crawler.pages import Hint, dates, read_page
    from services.sentiment.crawler.pages.article import _tree

    pieces = newsstand.news("127.1.0.1", _PAGES)
    pages = [newsstand.page(piece).encode() for piece in pieces]
    hints = [Hint(url=f"http://127.1.0.1/{n}", title=piece.title) for n, piece in enumerate(pieces)]
    trees = [_tree(page, "utf-8") for page in pages]
    return [
        ["of these: parse and extract a page", _cost(lambda n: read_page(pages[n], url=hints[n].url, hint=hints[n]))],
        ["… of which: find its date", _cost(lambda n: dates.find_date(trees[n]))],
        ["of these: sign a text to find copies", _cost(lambda n: sign(pieces[n].text))],
    ]


def _cost(step: Callable[[int], object], numbers: Sequence[int] = range(_PAGES)) -> str:
    step(0)  # imports
    began = time.process_time()
    for number in numbers:
        step(number)
    return f"{1000 * (time.process_time() - began) / len(numbers):.1f} ms"
