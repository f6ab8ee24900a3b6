"""The demo world, and a large one for measuring."""
