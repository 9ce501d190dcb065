"""Integrity: warning signs of capture and of kept losers over calls and awards."""
