"""A table of schedules, worked out by spreadsheet formulas."""
