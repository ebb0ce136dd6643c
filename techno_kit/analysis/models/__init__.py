"""Regression of answers and numbers on demographics."""
