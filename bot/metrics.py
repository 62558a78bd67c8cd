"""What is counted and timed, for the operator's monitoring."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

MESSAGES_RECEIVED = Counter(
    "parley_messages_received_total", "Messages stored in the inbox.", ["channel"]
)
ALARMS = Counter(
    "parley_alarms_total", "What a person must look at: see parley reconcile.", ["kind"]
)
TURN_SECONDS = Histogram("parley_turn_seconds", "Time the assistant takes for a turn.")
TURN_ERRORS = Counter("parley_turn_errors_total", "Turns that ended in an error.")
PARTS_SENT = Counter(
    "parley_parts_sent_total", "Parts of messages a platform has taken.", ["channel"]
)
SEND_RETRIES = Counter(
    "parley_send_retries_total", "Parts that are to be tried again.", ["channel"]
)
DEAD_LETTERS = Counter(
    "parley_dead_letters_total", "Messages that were given up.", ["channel"]
)
CONVERSATIONS_DUE = Gauge(
    "parley_conversations_due", "Conversations with messages to carry.", ["channel"]
)
