"""The demand game."""
