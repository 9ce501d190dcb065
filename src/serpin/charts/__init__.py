"""Floor 5: pure functions from results to Vega-Lite charts; titles that say the finding, in a language."""
