"""The web: address → verb → answer. It alone, with `cli/`, asks the clock."""
