"""Show the functions and classes of the library on its pages; its constants stand in the source."""


def skip_constant(app, what, name, member, skip, options):
    """Leave out what is no function, method or class."""
    constant = what == "module" and not callable(member)
    return True if constant else None


def setup(app):
    """Register with Sphinx."""
    app.connect("autodoc-skip-member", skip_constant)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
