"""One file for each step, never edited after it was released."""
