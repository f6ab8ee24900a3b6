"""English: its words and the order of them."""
