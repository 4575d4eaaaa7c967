"""Students played by the computer."""
