"""History: the real proposals beside the model."""
