"""Serpin charts."""
