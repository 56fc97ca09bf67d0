"""What every answer has in common: conditions, encodings, caching, problems, how routes are declared."""
