"""The texts of the assistant for counsel to read and sign, and what changed since."""
