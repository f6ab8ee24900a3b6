"""Agreements and partnerships: signed, running, ended with a reason."""
