"""Who did what, when, to which object: written once, never changed."""
