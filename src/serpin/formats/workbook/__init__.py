"""Workbooks: a case as sheets that a person can fill in, in any of the languages."""
