"""People who sign in, where they work together, and what each role may do."""
