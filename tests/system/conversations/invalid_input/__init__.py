"""Conversations with answers that cannot be."""
