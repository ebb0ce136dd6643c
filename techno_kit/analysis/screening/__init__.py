"""Screening: who answered carelessly, twice, or impossibly."""
