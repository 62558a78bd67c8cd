"""Language understanding: what a message means and which values it carries."""
