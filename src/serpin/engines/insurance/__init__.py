"""Insurance: what to retain, cede, share and reserve."""
