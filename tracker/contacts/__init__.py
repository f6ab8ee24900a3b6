"""People and organisations met abroad."""
