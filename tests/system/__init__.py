"""The whole service as it runs: real processes, a real model, a real browser."""
