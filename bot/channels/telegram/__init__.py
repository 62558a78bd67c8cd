"""Telegram: private chats with our bot, and nothing else."""

CHANNEL = "telegram"
WEBHOOK_PATH = "/webhooks/telegram"
