"""Show the functions and classes of the library on its pages; constants stand in the source."""


def skip_others(app, what, name, member, skip, options):
    """Leave out a module's constants."""
    return True if what == "module" and not callable(member) else None


def setup(app):
    """Register with Sphinx."""
    app.connect("autodoc-skip-member", skip_others)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
