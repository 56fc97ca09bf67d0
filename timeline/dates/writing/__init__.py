"""`When` → words, in every language that has phrases."""
