"""What a printed number allows, and what several of them force.

`Printed` is the interval of values that round to a text. GRIM and GRIMMER ask whether a mean and a standard
deviation can come from whole numbers, and the reconstruction lists every sample, alone or over time, that
prints as a paper does.
"""

from onearm.printed.grim import grim, grimmer, sd_interval, witness
from onearm.printed.numbers import Printed, counts_printing, mean_sd
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
    "Printed",
    "Summary",
    "counts_printing",
    "enumerate_jointly",
    "enumerate_samples",
    "enumerate_trajectories",
    "forced",
    "grim",
    "grimmer",
    "mean_sd",
    "sd_interval",
    "witness",
]
