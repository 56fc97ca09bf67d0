"""Claims → a plan of changes. Pure: nothing here reads a database or a clock."""
