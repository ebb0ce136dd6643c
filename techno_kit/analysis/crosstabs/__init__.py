"""Banner tables."""
