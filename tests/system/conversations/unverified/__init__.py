"""Conversations with somebody who has not shown who they are."""
