"""Floor 7: one command for each verb; heavy imports live inside the commands."""
