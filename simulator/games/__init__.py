"""Stances against stances: strategic form, equilibria, quantal response, and words for them."""
