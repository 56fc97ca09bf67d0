"""`python -m timeline` is `timeline`."""

from timeline.cli.main import main

main()
