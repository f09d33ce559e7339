"""Finish what a build writes: its scripts, each page as it is rendered, and the site once it is built."""

from pathlib import Path

from sphinx.util.fileutil import copy_asset


def put_script(app, script):
    """Have a script of ours put on the site."""
    app.connect("builder-inited", lambda app: copy_asset(script, Path(app.outdir) / "_static"))


def change_pages(app, change, priority=500):
    """Have every page changed as it is rendered: from the HTML that is given to the HTML that is returned."""

    def wrap(app):
        if app.builder.format == "html":
            render = app.builder.templates.render

            def rendered(template, context):
                html = render(template, context)
                return change(html) if "</html>" in html else html  # parts of pages are rendered here too

            app.builder.templates.render = rendered

    app.connect("builder-inited", wrap, priority=priority)


def connect(app, work, priority=500):
    """Have work done on the folder of a site, once Sphinx has built one without fail."""

    def run(app, exception):
        if exception is None and app.builder.format == "html":
            work(Path(app.outdir))

    app.connect("build-finished", run, priority=priority)
