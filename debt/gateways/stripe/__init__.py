"""Stripe behind the interface of card providers, through its own library."""
