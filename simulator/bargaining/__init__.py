"""The bargaining problem: the Pareto frontier, the ZOPA, solutions, and what would create a ZOPA."""
