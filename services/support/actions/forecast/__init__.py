"""Who will be unhappy: fitted on past ratings, judged on later ones, asked while a conversation is still open."""
