"""Tests of the debt floor: no Rasa, no TensorFlow, a real SQLite and PostgreSQL."""
