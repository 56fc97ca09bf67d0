"""What people and programs change in the chronology: the verbs, in one place for terminal, API and pages."""
