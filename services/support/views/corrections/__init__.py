"""Corrections: an agent's form beside the conversation, and the page where editors decide."""
