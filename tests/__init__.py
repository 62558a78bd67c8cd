"""Tests, one folder for each floor."""
