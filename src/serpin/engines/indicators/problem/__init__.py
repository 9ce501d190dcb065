"""What is asked: the tables of rules, the books by enterprise and year, and series that can be computed with."""
