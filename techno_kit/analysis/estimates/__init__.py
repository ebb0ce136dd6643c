"""Means, totals, ratios and quantiles; targets estimated from another survey."""
