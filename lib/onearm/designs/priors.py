"""Mixtures of Beta distributions: priors that allow for their own failure, or for studies that differ.

A robust prior adds to an informative component a vague one, which takes over where data contradict the
first. A random-effects view of several studies ends in a mixture too: one Beta for each value that the
studies' common mean may have.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

from onearm import _require
from onearm.designs.thall_simon import BetaPrior

HEAVIEST = 1e300  # a sum of weights must stay within what a float can hold

_Value = TypeVar("_Value", float, NDArray[np.float64])


@dataclass(frozen=True)
class BetaMixture:
    """A weighted mixture of Beta distributions for a success probability.

    Parameters
    ----------
    weights : sequence of float
        Weight of each component, at least 0 and not all 0; they are divided by their sum.
    components : sequence of BetaPrior
        The components, as many as the weights.

    Raises
    ------
    ValueError
        When there is no component, one is not a BetaPrior, the weights are not as many, one is not a finite
        number of at least 0, or all are 0.

    References
    ----------
    Schmidli H, Gsteiger S, Roychoudhury S, O'Hagan A, Spiegelhalter D, Neuenschwander B. Robust
    meta-analytic-predictive priors in clinical trials with historical control information. Biometrics.
    2014;70(4):1023-32.

    Examples
    --------
    History worth 126 patients, believed with a weight of 0.8:

    >>> robust = BetaMixture((0.8, 0.2), (BetaPrior(30.87, 95.13), BetaPrior(1, 1)))
    >>> round(robust.mean, 3), round(robust.size, 1)
    (0.296, 6.4)
    """

    weights: tuple[float, ...]
    components: tuple[BetaPrior, ...]

    if TYPE_CHECKING:  # what can be given, where the fields tell what is kept

        def __init__(self, weights: Sequence[float], components: Sequence[BetaPrior]) -> None: ...

    def __post_init__(self) -> None:
        components = _require.listed("components", self.components)
        for component in components:
            _require.of_kind("each component", component, BetaPrior)
        given = _require.listed("weights", self.weights)
        weights = [_require.number("each weight", weight, 0, HEAVIEST) for weight in given]
        if len(weights) != len(components) or not any(weights):
            _require.refuse(f"weights must be {len(components)} numbers, not all 0", given)
        total = math.fsum(weights)
        shares = tuple(weight / total for weight in weights)
        _require.keep(self, weights=shares, components=components)

    def average(self, function: Callable[[BetaPrior], _Value]) -> _Value:
        """Average over the components what a function makes of each.

        Whatever is a mean over the distribution of the success probability is such an average: a moment, a
        density, the probability that another treatment is better.

        Parameters
        ----------
        function : callable
            Takes a BetaPrior, returns a number or an array.

        Returns
        -------
        float or ndarray
            The weighted mean.

        Raises
        ------
        ValueError
            When `function` cannot be called, or returns neither a number nor an array.

        Notes
        -----
        The time grows as the number of components, for each of which `function` is called once.

        Examples
        --------
        >>> both = BetaMixture((1, 1), (BetaPrior(1, 1), BetaPrior(9, 1)))
        >>> float(both.average(lambda component: component.mean))
        0.7
        """
        if not callable(function):
            _require.refuse("function must be a callable that takes a BetaPrior", function)
        weighed = zip(self.weights, self.components, strict=True)
        values = [(weight, function(component)) for weight, component in weighed if weight]
        for _, value in values:
            if not isinstance(value, (Real, np.ndarray)):
                _require.refuse("function must return a number or an array", value)
        return sum(weight * value for weight, value in values)  # type: ignore[return-value]  # no bare 0

    @property
    def mean(self) -> float:
        """Mean of the success probability."""
        return self.average(lambda component: component.mean)

    @property
    def sd(self) -> float:
        """Standard deviation of the success probability: within the components, and between their means."""
        mean = self.mean
        return math.sqrt(self.average(lambda component: component.sd**2 + (component.mean - mean) ** 2))

    @property
    def size(self) -> float:
        """Effective sample size, in patients: that of the Beta with the same mean and standard deviation."""
        return self.mean * (1 - self.mean) / self.sd**2 - 1

    def density(self, p: ArrayLike) -> NDArray[np.float64]:
        """Return the density at each probability.

        Parameters
        ----------
        p : float or array_like
            Probabilities from 0 to 1, any shape.

        Returns
        -------
        ndarray
            Densities in the shape of `p`.

        Raises
        ------
        ValueError
            When `p` is empty, or an entry is not a number from 0 to 1.

        Notes
        -----
        The time grows as the number of components times the number of probabilities.

        Examples
        --------
        >>> BetaMixture((1, 1), (BetaPrior(1, 1), BetaPrior(2, 1))).density([0, 1]).tolist()
        [0.5, 1.5]
        """
        return self.average(lambda component: component.density(p))

    def updated(self, x: int, n: int) -> "BetaMixture":
        """Return the posterior after `x` successes in `n` patients.

        Parameters
        ----------
        x, n : int
            Successes and patients, ``0 <= x <= n <= 1e6``.

        Returns
        -------
        BetaMixture
            The posterior of each component; its weight is the old one times the probability that the
            component gave to `x` of `n`, which is beta-binomial.

        Raises
        ------
        ValueError
            When `x` or `n` is not a whole number in its range.

        Notes
        -----
        The time grows as the number of components.

        Examples
        --------
        Half of 18 patients alive speak against a history of one in four:

        >>> robust = BetaMixture((0.8, 0.2), (BetaPrior(30.87, 95.13), BetaPrior(1, 1)))
        >>> [round(weight, 3) for weight in robust.updated(9, 18).weights]
        [0.553, 0.447]
        """
        posteriors = tuple(component.updated(x, n) for component in self.components)
        with np.errstate(divide="ignore"):  # a component without weight stays without
            logarithms = np.log(self.weights)
        logarithms += [scipy.stats.betabinom.logpmf(x, n, prior.a, prior.b) for prior in self.components]
        return BetaMixture(tuple(softmax(logarithms).tolist()), posteriors)
