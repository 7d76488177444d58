"""The message broker of the embedded size."""
