"""What every experiment rests on: who is on which side, and what may be said while it runs."""
