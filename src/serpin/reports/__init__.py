"""Serpin reports."""
