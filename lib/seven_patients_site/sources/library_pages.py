"""Show the library's functions and classes on its pages; constants and second names stand in the source."""

import inspect


def skip_others(app, what, name, member, skip, options):
    """Leave out a module's constants, and methods of an object that it names for short."""
    other = what == "module" and (not callable(member) or inspect.ismethod(member))
    return True if other else None
