"""A trip report in: from an upload to a proposal, without a single row written."""
