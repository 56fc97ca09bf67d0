"""The arithmetic of many subscribers and many events: `python -m benchmarks.scaling` prints the tables of
docs/scaling.md from constants that were measured, `python -m benchmarks.scaling measure` measures them anew.
"""
