"""The verbs on a sample."""
