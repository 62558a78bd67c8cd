"""Measures how well the assistant understands, and how that compares with Rasa's own.

Nothing here prints: the command line shows what is found.
"""
