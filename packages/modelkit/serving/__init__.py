"""The engine behind HTTP: the server, and the client that answers like the engine itself."""
