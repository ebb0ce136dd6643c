"""Proposing a mapping from the words of a survey's questions and answers."""
