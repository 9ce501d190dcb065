"""The mathematics of coordination: equilibria, cuts, orders of announcement, division, fragility, budgets."""
