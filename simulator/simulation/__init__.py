"""How talks run: offers in turn, strategies, shocks, and thousands of negotiations at once."""
