"""The safety net: words that claim a right, or tell of danger, wherever they stand."""
