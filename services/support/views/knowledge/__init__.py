"""Articles: the list, uploads, one document, and the differences between its versions."""
