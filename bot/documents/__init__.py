"""Copies to keep: what they say, and how that becomes a PDF."""
