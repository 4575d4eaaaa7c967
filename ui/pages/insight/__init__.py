"""Insight: the next move, and what the answer is sensitive to."""
