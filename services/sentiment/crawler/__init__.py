"""Scrapy spiders: one file a kind of source, one process a crawl."""
