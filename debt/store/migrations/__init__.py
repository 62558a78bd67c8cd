"""The history of the debt floor's schema."""
