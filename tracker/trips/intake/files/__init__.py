"""Files of the four kinds turned into text, whoever made them."""
