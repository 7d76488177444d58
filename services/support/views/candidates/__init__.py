"""The candidate: named by editors, judged by agents, read by both."""
