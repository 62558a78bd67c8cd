"""The web chat: our own page in a frame, or in a tab of its own."""
