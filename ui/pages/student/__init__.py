"""A student's page in a live class."""
