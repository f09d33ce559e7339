"""Exercises, solutions and the design lab."""
