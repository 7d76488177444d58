"""Files that people bring: bytes become text, text becomes numbered rows, and what is wrong is said by its place."""
