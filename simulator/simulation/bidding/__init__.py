"""Bidding strategies: what a party offers at its turn."""
