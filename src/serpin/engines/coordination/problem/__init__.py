"""The problem of coordination as both the model and the checker read it."""
