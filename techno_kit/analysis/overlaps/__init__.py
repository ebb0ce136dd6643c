"""Which answers go together."""
