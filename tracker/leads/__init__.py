"""Leads: what might come of a contact and a topic; the pattern the other features follow."""
