"""Play: a person takes one side."""
