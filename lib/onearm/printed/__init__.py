"""What a printed number allows, and what several of them force.

`read_printed` reads numbers in the forms in which papers print them, and `Printed` is the interval of values
that round to a text; `propagate` is the interval of what is computed from such numbers. `grim` and `grimmer`
are the tests GRIM and GRIMMER: can a mean, and a standard deviation, come from whole numbers?
`enumerate_samples` lists every sample that prints as a paper does, as CORVIDS and CLOSURE do and where SPRITE
finds some; the reconstruction also follows samples over time. `implied` and its neighbours recompute printed
p-values, limits and parts, as the interval that rounding leaves. Each function names its sources.
"""

from onearm.printed.grim import grim, grimmer, sd_interval, witness
from onearm.printed.limits import Implied, correlation_limits, implied, mean_limits, rate_limits
from onearm.printed.notation import Inequality, Parts, mean_sd, read_printed
from onearm.printed.numbers import Printed, agrees, counts_printing
from onearm.printed.p_values import p_from_means, p_from_statistic, tables_printing
from onearm.printed.partitions import partitions
from onearm.printed.propagation import propagate
from onearm.printed.quartiles import quartile_witness
from onearm.printed.rank_tests import p_from_log_rank, p_from_ranks
from onearm.printed.reconstruct import (
    Endpoint,
    Summary,
    enumerate_jointly,
    enumerate_samples,
    enumerate_trajectories,
    forced,
)

__all__ = [
    "Endpoint",
    "Implied",
    "Inequality",
    "Parts",
    "Printed",
    "Summary",
    "agrees",
    "correlation_limits",
    "counts_printing",
    "enumerate_jointly",
    "enumerate_samples",
    "enumerate_trajectories",
    "forced",
    "grim",
    "grimmer",
    "implied",
    "mean_limits",
    "mean_sd",
    "p_from_log_rank",
    "p_from_means",
    "p_from_ranks",
    "p_from_statistic",
    "partitions",
    "propagate",
    "quartile_witness",
    "rate_limits",
    "read_printed",
    "sd_interval",
    "tables_printing",
    "witness",
]
