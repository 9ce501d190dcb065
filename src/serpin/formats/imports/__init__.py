"""Workbooks that are not ours: a map says what their columns mean."""
