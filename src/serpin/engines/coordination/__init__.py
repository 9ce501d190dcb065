"""Which joint investments hold, who waits for whom, and what tips them."""
