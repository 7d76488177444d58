"""What the demo needs beyond the service itself: a market to watch, and somebody who receives its webhooks."""

from services.sentiment.actions.demo.market import add_history, add_rules, add_sources
from services.sentiment.actions.demo.receiving import Received, connect_receiver, receive, received

__all__ = ["Received", "add_history", "add_rules", "add_sources", "connect_receiver", "receive", "received"]
