"""Settings of the simulated card provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class CardProviderSettings:
    """What the provider needs to run.

    Attributes:
        database_path: its own SQLite file, made when missing.
        api_key: the bearer key the one merchant calls with.
        webhook_secret: signs what is sent to the merchant.
        public_url: where a browser reaches the hosted pages, without a last slash.
    """

    database_path: Path
    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    public_url: str
