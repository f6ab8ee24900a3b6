"""People who sign in: their roles, rights, sessions, absences."""
