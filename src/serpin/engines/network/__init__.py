"""Cooperation: who should work with whom."""
