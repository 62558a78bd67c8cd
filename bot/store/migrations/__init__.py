"""Migrations of the talking floor's tables."""
