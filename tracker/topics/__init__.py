"""Topics of cooperation: e-signature, data analytics, automation, security."""
