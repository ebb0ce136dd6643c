"""The ladder: which activities put a person on which rung, by edition."""
