"""Talks: how the parties would get to a deal, or not."""
