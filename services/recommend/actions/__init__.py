"""Decisions and writes. The only door to modelkit."""
