"""Plans of follow-up: the next steps of a lead, one after the other, each in its own days."""
