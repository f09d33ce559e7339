"""Show the design lab: a form that sets a design, and what follows from it, computed in the reader's browser.

    ```{design-lab}
    ```

`lab/model.js` computes, `lab/view.js` writes what is shown, as HTML, and `lab/page.js` listens to the form.
The first two run here too, in V8, so that the page holds the start of the lab without any script, and on
paper. A test holds the model against `onearm`.
"""

from sphinx.util.docutils import SphinxDirective

from seven_patients import printed_value
from seven_patients.datasets import boundary
from seven_patients_site.teaching.in_the_browser import Scripts

DIRECTIVE = "design-lab"
SCRIPTS = Scripts("lab", "design_lab.js", DIRECTIVE, "the lab")


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


class DesignLab(SphinxDirective):
    """The lab in its start."""

    def run(self):
        """Return it as HTML."""
        return SCRIPTS.start(self.env, "lab", book())
