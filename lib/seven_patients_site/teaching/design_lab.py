"""Show the design lab: a form that sets a design, and what follows from it, computed in the reader's browser.

    ```{design-lab}
    ```

`lab/model.js` computes, `lab/view.js` writes what is shown, as HTML, and `lab/page.js` listens to the form.
The first two run here too, in V8, so that the page holds the start of the lab without any script, and on
paper. A test holds the model against `onearm`.
"""

from pathlib import Path

from docutils import nodes
from py_mini_racer import MiniRacer
from sphinx.util.docutils import SphinxDirective

from seven_patients import printed_value
from seven_patients.datasets import boundary

SCRIPTS = Path(__file__).parent / "lab"
MODEL, VIEW, PAGE = (SCRIPTS / f"{name}.js" for name in ("model", "view", "page"))
NAME = "design_lab.js"
DIRECTIVE = "design-lab"


def book():
    """Return what the lab takes from the paper, and where it starts: one of the designs that give Table 1."""
    rate = printed_value("dis-standard-survival")
    table = boundary()
    return {
        "trial": {"x": int(printed_value("res-d56-survivors")), "n": int(printed_value("abs-d56-patients"))},
        "published": [
            {"n": int(n), "x": int(x)}
            for n, x in zip(table["enrolled_patients"], table["minimum_survivors"], strict=True)
        ],
        "start": {
            "rate": rate,
            "cases": int(printed_value("dis-standard-cases")),
            "mean": rate,
            "size": 5,
            "cutoff": 0.95,
            "first": int(table["enrolled_patients"].min()),
            "last": int(table["enrolled_patients"].max()),
        },
        "presets": {
            "Table 1": {},
            "A uniform prior": {"mean": 50, "size": 2},
            "History worth a quarter": {"cases": 31},
            "History at one half": {"rate": 50},
            "Cut-off 0.99": {"cutoff": 0.99},
        },
    }


def engine():
    """Return an engine that knows the model and the view; it must be closed."""
    engine = MiniRacer()
    engine.eval(f"{MODEL.read_text(encoding='utf-8')}{VIEW.read_text(encoding='utf-8')}; 0")
    return engine


class DesignLab(SphinxDirective):
    """The lab in its start."""

    def run(self):
        """Return it as HTML."""
        for script in (MODEL, VIEW):
            self.env.note_dependency(str(script))
        v8 = engine()
        html = v8.call("lab", book())
        v8.close()
        return [nodes.raw(text=html, format="html", classes=["lab"])]


def write_script(app):
    """Put the three scripts on the site as one, none of whose names leaves it."""
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    scripts = "".join(script.read_text(encoding="utf-8") for script in (MODEL, VIEW, PAGE))
    (static / NAME).write_text(f"(() => {{\n{scripts}}})();\n", encoding="utf-8", newline="\n")


def add_script(app, pagename, templatename, context, doctree):
    """Add the script to a page that has the lab."""
    if doctree and any("lab" in node["classes"] for node in doctree.findall(nodes.raw)):
        app.add_js_file(NAME, loading_method="defer")
