"""How likely each party is to accept one deal, and why."""
