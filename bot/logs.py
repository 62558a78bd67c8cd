"""One way to log for every process: lines of JSON, with secrets masked."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from bot.screen import mask_secrets

# These log whole addresses (with a bot's token in them), and the texts of messages.
QUIET_LOGGERS = (
    "httpx",
    "httpcore",
    "telegram",
    "rasa",
    "alembic",
    "asyncio",
    "sqlalchemy",
)


def configure_logs(level: str) -> None:
    """Set up logging for this process.

    Args:
        level: the least severe level that is written, such as INFO.
    """
    number = logging.getLevelName(level)
    logging.basicConfig(
        stream=sys.stderr, level=number, format="%(message)s", force=True
    )
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(max(number, logging.ERROR))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _mask(_logger: object, _method: str, event: Any) -> Any:
    """No card number reaches a log, not even inside a traceback."""
    return {
        key: mask_secrets(value) if isinstance(value, str) else value
        for key, value in event.items()
    }
