"""What moves satisfaction: S = αF + βU + γR + ε, from how conversations went to what customers gave."""
