"""From hostile text to a checked scenario."""
