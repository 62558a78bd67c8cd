"""Conversations about accounts on which nothing may be collected."""
