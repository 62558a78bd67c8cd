"""Where the facts are kept: one SQL database, SQLite or PostgreSQL."""
