"""Plans as people work with them: making a scenario, reading, comparing, and following one against what happens."""
