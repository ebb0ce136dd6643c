"""From a sample to sums over cells, and from sums to estimates with errors."""
