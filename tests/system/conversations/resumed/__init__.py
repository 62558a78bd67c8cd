"""Conversations that go on after a pause, or somewhere else."""
