"""Method: what is computed, and how far to believe it."""
