"""A stored engine run: input, options, seed, version, progress, result."""
