"""Serpin examples."""
