"""Portfolio: which projects, paid from which sources."""
