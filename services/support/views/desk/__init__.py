"""The agent desk: the queue, a conversation, what an agent does in it, and why the assistant answered so."""
