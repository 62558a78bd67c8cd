"""What is counted and timed, for the operator's monitoring."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

MESSAGES_RECEIVED = Counter(
    "parley_messages_received_total", "Messages stored in the inbox.", ["channel"]
)
ALARMS = Counter(
    "parley_alarms_total", "What a person must look at: see parley reconcile.", ["kind"]
)
TURN_SECONDS = Histogram("parley_turn_seconds", "Time the assistant takes for a turn.")
TURN_ERRORS = Counter("parley_turn_errors_total", "Turns that ended in an error.")
