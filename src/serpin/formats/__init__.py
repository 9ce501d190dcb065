"""Serpin formats."""
