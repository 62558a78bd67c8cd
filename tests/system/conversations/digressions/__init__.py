"""Conversations that are left for a question and taken up again."""
