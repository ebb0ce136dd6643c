"""The nouns of a survey: questions, design, sample, audience, targets, weights, cells."""
