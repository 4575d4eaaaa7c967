"""The next move: better offers, on the grid and off it."""
