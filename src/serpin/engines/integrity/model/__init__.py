"""The computing room of the integrity engine."""
