"""Files to samples: one module a format, and the verbs `read` and `read_targets`."""
