"""Floor 3: the engines, siblings that do not know each other."""
