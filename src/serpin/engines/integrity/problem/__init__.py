"""What model and checker of the integrity engine read alike: the awards as columns, and the rule of claw-back."""
