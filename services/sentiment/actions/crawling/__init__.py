"""Crawls from their start to their end; the spiders' own code runs in a process of its own."""

from services.sentiment.actions.crawling.batches import Batch, run_batch, start_due_crawls
from services.sentiment.actions.crawling.forgetting import FETCHES_KEPT, forget_old_crawls
from services.sentiment.actions.crawling.life import (
    VisitRuns,
    ask_for_visit,
    begin_crawls,
    fail_silent_crawls,
    finish_crawl,
    open_crawl,
)
from services.sentiment.actions.crawling.process import preview, run_crawl, run_crawls
from services.sentiment.actions.crawling.robots import forget_old_robots, fresh_robots, keep_robots
from services.sentiment.actions.crawling.turns import push_back, take_turn

__all__ = [
    "FETCHES_KEPT",
    "Batch",
    "VisitRuns",
    "ask_for_visit",
    "begin_crawls",
    "fail_silent_crawls",
    "finish_crawl",
    "forget_old_crawls",
    "forget_old_robots",
    "fresh_robots",
    "keep_robots",
    "open_crawl",
    "preview",
    "push_back",
    "run_batch",
    "run_crawl",
    "run_crawls",
    "start_due_crawls",
    "take_turn",
]
