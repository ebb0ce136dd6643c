"""Replicate weights: made, and weighted anew in every replicate."""
