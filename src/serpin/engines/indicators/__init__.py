"""The indicator engine: official forms, indicators, structure, readiness and incentives from the books of a case."""
