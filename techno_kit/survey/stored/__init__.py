"""Samples as files: what their columns mean goes with the answers, and comes back whole."""
