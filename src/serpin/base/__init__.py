"""Floor 0: errors, money, periods, randomness, progress, executors and texts; knows nothing of innovation."""
