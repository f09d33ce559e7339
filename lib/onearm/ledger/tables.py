"""The tables of a folder, each held against the Table Schema that its ``datapackage.json`` gives it."""

from pathlib import Path
from typing import TYPE_CHECKING

from onearm import _require
from onearm.ledger import schemas

if TYPE_CHECKING:
    import pandas as pd


def read_table(name: str, folder: str | Path) -> "pd.DataFrame":
    """Read one table of a folder, every cell and key of it held against its schema.

    Parameters
    ----------
    name : str
        The table's name in ``datapackage.json``. The library describes "claims" itself, where nothing else
        does.
    folder : str or Path
        Where ``datapackage.json`` and the CSV files stand.

    Returns
    -------
    pandas.DataFrame
        A row a line, typed by the schema: a whole number as ``int64``, or as ``Int64`` where a cell may be
        empty; a number as ``float64``; yes and no as ``bool`` or ``boolean``; a date as ``datetime64[s]``;
        text as ``str``.

    Raises
    ------
    ValueError
        When the folder has no such table, or the file breaks its schema: the message names file, column and
        line, and all lines where several cells of a column break it alike. Capital and small letters differ,
        as they do for other programs that read the schema. Also when ``datapackage.json`` is broken, says
        what is not read here (another type, encoding or separator, several files for one table), or names a
        file outside the folder.

    Notes
    -----
    The time grows as the number of cells.

    References
    ----------
    Frictionless Data: Data Package and Table Schema, https://specs.frictionlessdata.io.

    Examples
    --------
    >>> from onearm.ledger import EXAMPLE
    >>> read_table("claims", EXAMPLE).printed.tolist()
    ['12', '41.7', '15.2', '20', '8.2']
    """
    return schemas.load(_require.text("name", name), folder)
