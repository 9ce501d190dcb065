"""Scheduling: who does what when."""
