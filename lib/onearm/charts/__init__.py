"""One function for each kind of figure, all in one look.

A figure brings its look and the form in which a notebook stores it; importing this module changes nothing for
other charts of Altair, and `figure` makes any of them one of these. A figure without a description is refused
when it is shown: the description is what a reader hears who cannot see it.
"""

from onearm.charts._designs import cutoffs, lattice, power_curves, stop_distribution
from onearm.charts._estimates import densities, intervals
from onearm.charts._flow import flow
from onearm.charts._identified import identified
from onearm.charts._ledger import tally, verdicts
from onearm.charts._measured import bars, growth
from onearm.charts._paths import paths
from onearm.charts._priors import comparison, updating
from onearm.charts._safety import butterfly, count_ranges, event_dots, joint_endings, zero_limits
from onearm.charts._sizes import saw, size_map
from onearm.charts._solutions import narrowing
from onearm.charts._summaries import allowed
from onearm.charts._survival import survival_curve, swimmers
from onearm.charts._theme import COLOURS, VEGA_LITE, figure, render
from onearm.charts._timeline import timeline
from onearm.charts._tipping import tipping
from onearm.charts._truth import by_truth
from onearm.charts._waiting import waiting

__all__ = [
    "COLOURS",
    "VEGA_LITE",
    "allowed",
    "bars",
    "butterfly",
    "by_truth",
    "comparison",
    "count_ranges",
    "cutoffs",
    "densities",
    "event_dots",
    "figure",
    "flow",
    "growth",
    "identified",
    "intervals",
    "joint_endings",
    "lattice",
    "narrowing",
    "paths",
    "power_curves",
    "render",
    "saw",
    "size_map",
    "stop_distribution",
    "survival_curve",
    "swimmers",
    "tally",
    "timeline",
    "tipping",
    "updating",
    "verdicts",
    "waiting",
    "zero_limits",
]
