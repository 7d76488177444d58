"""What goes in and out of the API; never a whole row."""
