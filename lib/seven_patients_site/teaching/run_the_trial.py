"""Run the trial: a walk that the reader takes patient by patient, or two hundred times, in the browser.

    ```{run-the-trial}
    :averages:
    ```

With `:averages:` the average number of patients is shown too, and there are buttons for more true survivals.
`walk/model.js` walks, `walk/view.js` draws, as SVG and HTML, and `walk/page.js` listens. The first two run
here too, in V8, so that the page holds the start without any script, and on paper: every way to where the
trial stood. What is exact is computed here, by `onearm`, for each place of the slider.
"""

from typing import ClassVar

import numpy as np
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from onearm.designs import StoppingRule
from seven_patients import printed_value
from seven_patients.datasets import boundary
from seven_patients_site.teaching.in_the_browser import Scripts

DIRECTIVE = "run-the-trial"
SCRIPTS = Scripts("walk", "run_the_trial.js", DIRECTIVE, "a trial that you run")
STEP = 0.5
"""From one place of the slider to the next, in per cent."""

PRESETS = [24.5, 40, 50, 60, 70]
"""The true survivals of the chapter's tables."""

FIRST_PRESETS = [24.5, 50]
"""Those of the front page: the figure for existing treatments, and one half."""


def rule():
    """Return Table 1 as a stopping rule."""
    table = boundary()
    return StoppingRule(table["enrolled_patients"], table["minimum_survivors"])


def book(*, averages=False):
    """Return what the walk takes from the paper, and what is exact at each place of the slider."""
    table_1 = rule()
    at = table_1.operating_characteristics(np.linspace(0, 1, round(100 / STEP) + 1))
    return {
        "rule": {
            "least": dict(zip(map(str, table_1.n), table_1.promising, strict=True)),
            "last": table_1.n[-1],
        },
        "stood": {"x": int(printed_value("res-d56-survivors")), "n": int(printed_value("abs-d56-patients"))},
        "survival": printed_value("dis-standard-survival"),
        "slider": {"min": 0, "max": 100, "step": STEP},
        "exact": {
            "success": at.p_promising.round(6).tolist(),
            "patients": at.expected_n.round(4).tolist() if averages else [],
        },
        "presets": PRESETS if averages else FIRST_PRESETS,
        "averages": averages,
    }


class RunTheTrial(SphinxDirective):
    """The walk in its start."""

    option_spec: ClassVar = {"averages": directives.flag}

    def run(self):
        """Return it as HTML."""
        return SCRIPTS.start(self.env, "whole", book(averages="averages" in self.options))
