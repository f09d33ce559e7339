"""Have the script of the theme's menus wait for a reader who does something.

Bootstrap opens the menu of downloads, shows the names of buttons and the way back to the top. Of all scripts
of a page it takes a phone longest to read, and who only reads the page needs none of it.
"""

from html import escape
from pathlib import Path

from seven_patients_site.theme.finishing import each, scripts

SCRIPT = Path(__file__).with_suffix(".js")


def wait(script):
    """Leave of a script its address, for the script that fetches it.

    >>> from seven_patients_site.theme.finishing import mended
    >>> mended('<p>a</p><script defer src="s/bootstrap.js?digest=1"></script>', REPAIRS)
    '<p>a</p><template data-src="s/bootstrap.js?digest=1"></template>'
    """
    script.put_behind(f'<template data-src="{escape(script.get("src"))}"></template>')
    script.remove()


REPAIRS = {
    "a page runs the script of the theme's menus before anyone opens one": each(scripts("bootstrap.js"), wait)
}
