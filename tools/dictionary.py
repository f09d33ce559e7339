"""Write the dictionary of columns into ``data/README.md``, from the schemas; `make notebooks` runs it.

python tools/dictionary.py
"""

from pathlib import Path

from seven_patients.datasets import DATA, dictionary

README = Path(DATA) / "README.md"
MARK = "<!-- dictionary -->\n"


def described(text):
    r"""Return a description of the data whose dictionary is the current one.

    Raises
    ------
    ValueError
        When the text does not say where the dictionary begins.

    Examples
    --------
    >>> described("About the data.\n<!-- dictionary -->\nan old one").count("an old one")
    0
    """
    before, mark, _ = text.partition(MARK)
    if not mark:
        raise ValueError(f"data/README.md must hold the line {MARK.strip()}\nWhat came: a text without it")
    return before + mark + dictionary()


if __name__ == "__main__":
    README.write_text(described(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
