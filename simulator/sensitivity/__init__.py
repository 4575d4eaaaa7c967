"""Sensitivity: how each uncertain number moves the likely acceptance, and where an answer changes."""
