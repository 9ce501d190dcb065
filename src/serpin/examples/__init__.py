"""Floor 3: an invented plant, an invented region, and a generator of cases of any size."""
