"""Conversations in which somebody takes back what they said."""
