"""What a deal is worth to each player: the outcome space, value functions, draws, utility."""
