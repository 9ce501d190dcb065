"""MS Project XML (MSPDI): cases with their timetables, out and in."""
