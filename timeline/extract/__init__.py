"""Documents to mentions: one file a kind, a row each in `kinds`; recognised by what the bytes look like, then by their
name. Nothing is imported here: a server reads documents in a process of its own (`bounded`), and does without the
libraries that read them."""
