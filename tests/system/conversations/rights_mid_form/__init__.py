"""Conversations in which a right is claimed in the middle of something else."""
