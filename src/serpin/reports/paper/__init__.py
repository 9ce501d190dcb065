"""Reports on paper: a board paper, the full plan and passports of projects, as PDF for everybody (PDF/UA)."""
