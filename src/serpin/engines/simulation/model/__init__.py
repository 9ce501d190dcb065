"""The mathematics of the simulation: a compiled network, counter-based numbers, courses, statistics."""
