"""Crawls from their start to their end; the spiders' own code runs in a process of its own."""

from services.sentiment.actions.crawling.forgetting import FETCHES_KEPT, forget_old_crawls
from services.sentiment.actions.crawling.life import (
    VisitRuns,
    ask_for_visit,
    fail_silent_crawls,
    finish_crawl,
    open_crawl,
    start_due_crawls,
)
from services.sentiment.actions.crawling.process import preview, run_crawl
from services.sentiment.actions.crawling.turns import push_back, take_turn

__all__ = [
    "FETCHES_KEPT",
    "VisitRuns",
    "ask_for_visit",
    "fail_silent_crawls",
    "finish_crawl",
    "forget_old_crawls",
    "open_crawl",
    "preview",
    "push_back",
    "run_crawl",
    "start_due_crawls",
    "take_turn",
]
