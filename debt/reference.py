"""Short references people can read out: no letters or digits that look alike."""

from __future__ import annotations

import secrets

# What leaves the house is longer: a card provider's records last for ever.
LENGTH_FOR_PROVIDERS = 8
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(prefix: str, length: int = 4) -> str:
    """A random reference such as ``H-7K2M``; the store makes sure it is unique."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(length))
