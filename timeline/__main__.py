"""`python -m timeline` is `timeline`."""

from timeline.cli import main

main()
