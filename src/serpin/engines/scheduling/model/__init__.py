"""The mathematics of scheduling: the case as arrays, list scheduling, CP-SAT, floats and waits."""
