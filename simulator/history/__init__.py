"""The real proposals: what the model makes of them, and how little that proves."""
