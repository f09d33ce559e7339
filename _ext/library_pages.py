"""Show the library's functions and classes on its pages; constants and second names stand in the source."""

import inspect


def skip_others(app, what, name, member, skip, options):
    """Leave out a module's constants, and methods of an object that it names for short."""
    other = what == "module" and (not callable(member) or inspect.ismethod(member))
    return True if other else None


def setup(app):
    """Register with Sphinx."""
    app.connect("autodoc-skip-member", skip_others)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
