"""Visits in one process: `python -m services.sentiment.crawler --crawls ID,ID`, or `--preview` with JSON on stdin."""

import argparse
import json
import logging
import sys

import django


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m services.sentiment.crawler", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--crawls", type=_ids, help="ids of Crawl rows, separated by commas")
    what.add_argument("--preview", action="store_true", help="read a source from stdin, print what it gives")
    parser.add_argument("--seconds", type=int, default=480, help="the longest that each visit may take")
    arguments = parser.parse_args()
    django.setup()
    # What matters is in the Crawl rows; a preview's output must stay pure JSON.
    logging.disable(logging.INFO)
    return _preview() if arguments.preview else _crawl(arguments.crawls, arguments.seconds)


def _ids(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _crawl(crawl_ids: list[int], seconds: int) -> int:
    from services.sentiment.crawler.visits import visit

    visit(crawl_ids=crawl_ids, seconds=seconds)
    return 0


def _preview() -> int:
    from services.sentiment import models
    from services.sentiment.crawler.visits import look

    spider = look(source=models.Source(**json.load(sys.stdin)))
    sys.stdout.write(json.dumps({"items": spider.previewed, "errors": spider.errors, **spider.counts()}, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
