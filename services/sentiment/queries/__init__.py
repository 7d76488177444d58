"""Reads. Each returns rows or plain data for one page, endpoint or action."""
