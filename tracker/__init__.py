"""Follow-up tracker for a city's international contacts."""
