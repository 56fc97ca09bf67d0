"""The web's edge: address → verb → answer. It alone, with `cli/`, asks the clock."""
