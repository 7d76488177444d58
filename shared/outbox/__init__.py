"""What must be told to others: written beside the fact, delivered later, never lost, never sent as something new."""
