"""Profiles: shares in groups with intervals, index and universe."""
