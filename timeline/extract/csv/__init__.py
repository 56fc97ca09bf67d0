"""Tables as they are found: rows whatever their quotes, and columns by the names that people give them."""
