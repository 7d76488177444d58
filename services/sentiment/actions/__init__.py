"""Decisions and writes. The only door to modelkit; views, API, tasks and commands call in here."""
