"""What is kept of how letters read, to compare with how they read now."""

import os
from pathlib import Path


def compare(path: Path, found: str) -> None:
    """Demand that something reads as it is kept; RENEW_SNAPSHOTS=1 keeps it as it reads now."""
    if os.environ.get("RENEW_SNAPSHOTS"):
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8"), f"{path.name} reads differently"
