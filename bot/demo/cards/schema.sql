-- Times are whole seconds since 1970, UTC; amounts are minor units.

CREATE TABLE IF NOT EXISTS saved_card (
    id TEXT PRIMARY KEY,
    last4 TEXT NOT NULL CHECK (length(last4) = 4),
    brand TEXT NOT NULL,
    funding TEXT NOT NULL,
    -- What charges of this test card come to.
    outcome TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS card_use (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('co', 'su', 'ch')),
    created_at INTEGER NOT NULL,
    amount INTEGER CHECK (amount > 0),
    currency TEXT,
    merchant_reference TEXT NOT NULL,
    description TEXT NOT NULL,
    creditor TEXT,
    return_url TEXT,
    card TEXT,
    webhook_url TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('open', 'declined', 'paid', 'done', 'expired')),
    expires_at INTEGER,
    paid_at INTEGER,
    last4 TEXT CHECK (length(last4) = 4),
    brand TEXT,
    funding TEXT,
    saved_as TEXT,
    decline TEXT,
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
    dispute TEXT CHECK (dispute IN ('open', 'won', 'lost'))
);

CREATE INDEX IF NOT EXISTS card_use_by_expiry ON card_use (state, expires_at);
CREATE INDEX IF NOT EXISTS card_use_by_reference ON card_use (merchant_reference);

-- What a write with an idempotency key was, and which use it made or changed.
CREATE TABLE IF NOT EXISTS written (
    idempotency_key TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    use_id TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS delivery (
    id TEXT PRIMARY KEY,
    use_id TEXT NOT NULL REFERENCES card_use (id),
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- NULL once it was delivered or given up.
    next_attempt_at INTEGER,
    delivered_at INTEGER
);

CREATE INDEX IF NOT EXISTS delivery_by_next_attempt ON delivery (next_attempt_at);
