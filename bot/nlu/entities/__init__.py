"""Values read from a message by rule: no training, no guessing."""
