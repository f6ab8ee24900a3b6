"""Contacts from elsewhere: files of other programs and phones, read, looked at, then brought in."""
