"""Conversations that go as planned."""
