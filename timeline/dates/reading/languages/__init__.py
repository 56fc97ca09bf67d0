"""The tables of rules, a module or a folder a language, and what languages share."""
