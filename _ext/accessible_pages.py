"""Mend what the theme and its parts leave unreadable to a screen reader."""


def setup(app):
    """Register with Sphinx."""
    return {"parallel_read_safe": True, "parallel_write_safe": True}
