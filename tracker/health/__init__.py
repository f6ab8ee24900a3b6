"""How the installation does: what an administrator sees, and is told when reminders are late."""
