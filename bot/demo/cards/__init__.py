"""The simulated card provider: its own process, its own store, a real hosted page.

Parley talks to it over HTTP as to any provider of hosted payment pages, and gets real
signed webhooks back. No money moves, and full card numbers are neither stored nor
logged.
"""
