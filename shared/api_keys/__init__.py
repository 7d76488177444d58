"""Keys by which other programs call the API. Only a hash of each is kept."""
