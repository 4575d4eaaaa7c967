"""A live class: who joined, who sits where, what was offered; kept in a database."""
