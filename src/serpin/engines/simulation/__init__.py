"""Simulation: how it may turn out."""
