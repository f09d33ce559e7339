"""Show the functions and classes of the library on its pages; constants stand in the source."""


def skip_others(app, what, name, member, skip, options):
    """Leave out a module's constants."""
    return True if what == "module" and not callable(member) else None
