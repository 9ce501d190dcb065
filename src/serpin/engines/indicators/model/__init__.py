"""The computations: forms, indicators, structure, chains, readiness and incentives."""
