"""Scrapy spiders: one file a kind of source, side by side in the process of a batch."""
