"""How talks run: offers in turn, tactics, shocks, and thousands of negotiations at once."""
