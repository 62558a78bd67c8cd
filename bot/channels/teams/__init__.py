"""Microsoft Teams: the one place that knows it, and that imports its SDK."""
