"""Comparisons: tests, pairs, letters, trends and gaps."""
