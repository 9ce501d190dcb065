"""Formats of the languages, since Django's own Kazakh ones are American."""
