"""The commands of `python -m simulator`, one to a module: what it is for, what it takes, what it does."""
