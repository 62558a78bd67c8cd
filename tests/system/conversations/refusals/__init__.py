"""Conversations in which something is declined, on either side."""
