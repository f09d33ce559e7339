"""Exercises, solutions, the design lab, and the trial that a reader runs."""
