"""Strategy: which targets will be met, with what probability, and what closes the gap."""
