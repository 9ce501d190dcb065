"""Serpin cli."""
