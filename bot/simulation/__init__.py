"""Simulated debtors: they talk to the running service as people do, and reach goals."""
