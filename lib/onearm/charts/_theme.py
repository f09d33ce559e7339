"""How every figure looks, and how a notebook stores it: the theme, the palette and the renderer.

The figures give a channel as one of Altair's classes, as in ``x=alt.X("n:Q")``, unless it has a condition.
For one that is a mere text Altair looks through all of its classes: a chart of one channel takes twenty times
as long.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import cycle
from typing import Any, TypeGuard, TypeVar, overload

import altair as alt

from onearm._require import refuse

COLOURS = {
    "success": "#0072B2",
    "failure": "#D55E00",
    "published": "#000000",
    "reconstructed": "#009E73",
    "illustrative": "#CC79A7",
    "prior": "#808080",
    "promising": "#1994FF",
    "futile": "#99602E",
}
"""What each colour means in every figure; the site turns black into white in dark mode.

Each has a contrast of 3 at least on white and on the site's dark ground, and stays apart from the others to
readers who confuse red with green or blue with yellow. The first five are of the palette of Okabe and Ito.
"""

DASHES = ([8, 4], [4, 3], [10, 3, 3, 3])
"""How the curves beside the one that a figure is about are broken; that one is drawn through."""

WIDTH = 600
"""How wide a notebook shows a chart, in pixels."""

Chart = TypeVar("Chart", bound=alt.TopLevelMixin)

VEGA_LITE = "application/vnd.vegalite.v5+json"
"""The type under which a notebook stores a chart, which JupyterLab draws."""


def _rounded(spec: Any) -> Any:
    """Return the specification, its floats cut to the six significant digits on which machines agree."""
    if isinstance(spec, dict):
        return {key: _rounded(value) for key, value in spec.items()}
    if isinstance(spec, list):
        return [_rounded(value) for value in spec]
    return float(f"{spec:.6g}") if isinstance(spec, float) else spec


def render(spec: dict[str, Any]) -> dict[str, Any]:
    """Turn a Vega-Lite specification into what a notebook stores: the specification, and its description.

    Parameters
    ----------
    spec : dict
        A Vega-Lite specification with a ``description``.

    Returns
    -------
    dict
        Under the Vega-Lite type the specification, floats rounded to six significant digits; under
        ``text/plain`` the description.

    Raises
    ------
    ValueError
        When `spec` is not a dict, or its description is not a text with words.

    Notes
    -----
    The time grows with the size of the chart.

    Examples
    --------
    >>> render({"description": "Five of seven lived.", "height": 0.1 + 0.2})["text/plain"]
    'Five of seven lived.'
    """
    if not isinstance(spec, dict):
        refuse("spec, a Vega-Lite specification, must be a dict", spec)
    description = spec.get("description", "")
    if not _is_worded(description):
        refuse("a chart must have a description that tells its message in words", description)
    return {VEGA_LITE: _rounded(spec), "text/plain": description}


def words(name: str, value: object) -> str:
    """Return `value`, or refuse it: a string that is not blank."""
    if not _is_worded(value):
        refuse(f"{name} must be a string that is not blank", value)
    return value


def _is_worded(value: object) -> TypeGuard[str]:
    """Say whether a value is a string that is not blank."""
    return isinstance(value, str) and bool(value.strip())


@alt.theme.register("onearm", enable=False)
def _theme() -> alt.theme.ThemeConfig:
    return alt.theme.ThemeConfig(
        {
            "config": {
                "background": "transparent",
                "padding": {"left": 16, "right": 10, "top": 5, "bottom": 5},  # fonts are wider elsewhere
                "font": "system-ui, sans-serif",
                "view": {"stroke": None},
                "axis": {
                    "labelFontSize": 12,
                    "titleFontSize": 12,
                    "titleFontWeight": "normal",
                    "grid": False,
                    "labelSeparation": 8,
                    "labelFlush": False,
                },
                "legend": {
                    "labelFontSize": 12,
                    "titleFontSize": 12,
                    "orient": "top",
                    "columns": 1,
                    "labelLimit": 400,
                },
                "title": {"fontSize": 14, "anchor": "start", "subtitleFontSize": 12},
                "text": {"fontSize": 12},
                "line": {"strokeWidth": 2.5},
            }
        }
    )


def _values(data: Any) -> Any:
    """Return the rows of a table, all of them and rounded: Altair names them by a hash of each last digit."""
    return _rounded(alt.to_values(data))


alt.data_transformers.register("onearm", _values)


class _Figure(alt.TopLevelMixin):
    """What every figure adds to the chart of Altair that it is: its own look, whatever theme is enabled."""

    def to_dict(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        """Return the specification in the book's theme, with all rows, which are rounded."""
        with alt.theme.enable("onearm"), alt.data_transformers.enable("onearm"):
            return super().to_dict(*arguments, **options)

    def _repr_mimebundle_(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        return render(self.to_dict())


@cache
def _figure_of(kind: type[alt.TopLevelMixin]) -> type[_Figure]:
    """Return the kind of figure that is a kind of chart."""
    return type(kind.__name__, (_Figure, kind), {})


def figure(chart: Chart) -> Chart:
    """Return a chart of Altair as a figure like the others, in the same look and stored in the same way.

    Parameters
    ----------
    chart : altair.TopLevelMixin
        Any chart; its ``description`` says in words what it shows.

    Returns
    -------
    altair.TopLevelMixin
        A copy. Shown in a notebook it is what `render` makes of it.

    Raises
    ------
    ValueError
        When `chart` is no chart of Altair; a missing description is refused when the figure is shown.

    Notes
    -----
    The time grows with the size of the chart.

    Examples
    --------
    >>> import altair as alt
    >>> chart = figure(alt.Chart().mark_point().properties(description="Nothing yet."))
    >>> chart.to_dict()["config"]["font"]
    'system-ui, sans-serif'
    """
    if not isinstance(chart, alt.TopLevelMixin):
        refuse("chart must be one of Altair's", chart)
    if isinstance(chart, _Figure):
        return chart
    kind: Any = type(chart)
    copy: Chart = kind.copy(chart, deep=False)
    object.__setattr__(copy, "__class__", _figure_of(kind))
    return copy


def colour(column: str, names: Iterable[str], colours: Iterable[str], **kwargs: Any) -> alt.Color:
    """Return a colour encoding with one stated colour for each name."""
    return alt.Color(
        f"{column}:N", scale=alt.Scale(domain=list(names), range=list(colours)), title=None, **kwargs
    )


def dashes(column: str, keys: Mapping[str, str], **kwargs: Any) -> alt.StrokeDash:
    """Return an encoding that draws through the curve in the colour of success, else the first.

    `keys` has the key of its colour by each curve's name.
    """
    names = list(keys)
    through = next((name for name, key in keys.items() if key == "success"), names[0])
    others = cycle(DASHES)
    drawn = [[1, 0] if name == through else next(others) for name in names]
    scale = alt.Scale(domain=names, range=drawn)
    return alt.StrokeDash(f"{column}:N", scale=scale, title=None, **kwargs)


def legend_unless(named: object) -> dict[str, Any]:
    """Return what an encoding is told so that it has a legend, or none where names stand in the chart."""
    return {"legend": None} if named else {}


def percent(column: str, title: str | list[str]) -> alt.X:
    """Return a horizontal axis from 0 to 100 %, marked at every ten."""
    ten = alt.Axis(values=list(range(0, 101, 10)))
    return alt.X(f"{column}:Q", title=title, scale=alt.Scale(domain=[0, 100]), axis=ten)


@overload
def titled(chart: alt.Chart, title: str, description: str, *, height: int = 260) -> alt.Chart: ...


@overload
def titled(  # what is layered here is no facet, though Altair allows for it
    chart: alt.LayerChart | alt.FacetChart, title: str, description: str, *, height: int = 260
) -> alt.LayerChart: ...


def titled(chart: Any, title: str, description: str, *, height: int = 260) -> Any:
    """Return the chart with its message above it and in words.

    The width is a number, for JupyterLab draws a chart that takes its width from its place again and again.
    """
    return figure(chart.properties(width=WIDTH, height=height, title=title, description=description))
