-- Times are whole seconds since 1970, UTC; amounts are minor units.

CREATE TABLE IF NOT EXISTS checkout (
    id TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    request_hash TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    merchant_reference TEXT NOT NULL,
    description TEXT NOT NULL,
    creditor TEXT NOT NULL,
    return_url TEXT NOT NULL,
    webhook_url TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'declined', 'paid', 'expired')),
    expires_at INTEGER NOT NULL,
    paid_at INTEGER,
    card_last4 TEXT CHECK (length(card_last4) = 4),
    card_brand TEXT,
    card_funding TEXT
);

CREATE INDEX IF NOT EXISTS checkout_by_expiry ON checkout (state, expires_at);

CREATE TABLE IF NOT EXISTS event (
    id TEXT PRIMARY KEY,
    checkout_id TEXT NOT NULL REFERENCES checkout (id),
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- NULL once it was delivered or given up.
    next_attempt_at INTEGER,
    delivered_at INTEGER
);

CREATE INDEX IF NOT EXISTS event_by_next_attempt ON event (next_attempt_at);
