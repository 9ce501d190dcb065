"""The computing room of the strategy engine."""
