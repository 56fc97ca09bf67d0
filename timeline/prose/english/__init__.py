"""What only English needs: its verbs, where its clauses begin, and what their subjects are."""
