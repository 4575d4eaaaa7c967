"""What concerns several parts of a scenario: names that must exist, numbers that must make sense."""
