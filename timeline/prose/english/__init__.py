"""What only English needs: its verbs, where its clauses begin, who speaks in them, and how a title is made of one."""
