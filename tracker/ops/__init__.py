"""Running an installation: serve it, migrate it, ask what is wrong with it."""
