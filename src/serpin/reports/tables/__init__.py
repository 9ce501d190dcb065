"""Tables of a plan: one description each, from which page, workbook and terminal draw their own."""
