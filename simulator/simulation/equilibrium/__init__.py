"""Alternating offers between parties that look ahead."""
