"""Talks in which a person takes one side."""
