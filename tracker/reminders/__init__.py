"""Reminders: promises to write to somebody at some moment, until somebody acts."""
