"""Who may be here twice: the rules, what was said of pairs, the page that works through them."""
