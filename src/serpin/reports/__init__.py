"""Floor 6: from a plan to a page, a workbook, a summary and a stored document, in a language."""
