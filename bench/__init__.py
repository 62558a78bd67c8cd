"""Measures turns: Parley's engine beside stock Rasa, on one machine, in one run."""
