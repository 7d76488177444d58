"""Structured logs with a request id, never with what a customer wrote."""
