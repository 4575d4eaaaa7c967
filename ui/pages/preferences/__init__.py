"""Preferences: every number with its range and source."""
