"""The deal desk."""
