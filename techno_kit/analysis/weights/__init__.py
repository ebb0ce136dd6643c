"""Weighting: raking, calibration, trimming, non-response, chains of them, and what they cost."""
