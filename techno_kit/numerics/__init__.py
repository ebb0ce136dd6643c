"""Arrays in, frozen records out: the arithmetic below the nouns and the verbs."""
