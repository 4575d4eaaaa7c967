"""The engine: what a negotiation is worth, to whom, and which deals come of it."""
