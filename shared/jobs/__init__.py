"""Work in the background that people watch: its stage, its progress, its end."""
