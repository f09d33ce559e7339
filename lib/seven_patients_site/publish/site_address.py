"""Take the site's address and the repository's from the environment, so that the tree holds neither.

`BOOK_BASE_URL` gives canonical links, a sitemap, pictures for shared links and the paths of the 404 page;
`GITHUB_SERVER_URL` and `GITHUB_REPOSITORY`, which GitHub Actions sets, give the repository's buttons, and one
that opens a page in Binder where the repository is on GitHub; `BOOK_HUB_URL` gives one that opens it on the
JupyterHub of a class. What is absent is left out.
"""

import os
from urllib.parse import urlsplit

CARD = "_static/card.png"
BINDER = "https://mybinder.org"


def base_url():
    """Return the address at which the site will stand, empty where the environment names none."""
    return os.environ.get("BOOK_BASE_URL", "").rstrip("/")


def repository():
    """Return the address of the repository, empty where the environment names none."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    return f"{server}/{name}" if server and name else ""


def set_site_address(app, config):
    """Set everything that depends on where the site will stand."""
    if address := base_url():
        config.html_baseurl = config.ogp_site_url = f"{address}/"
        config.ogp_image = f"{address}/{CARD}"
        config.ogp_image_alt = "Seven dots in a circle, five of them filled, beside the title Seven Patients"
        config.ogp_custom_meta_tags = ['<meta name="twitter:card" content="summary_large_image" />']
        config.notfound_urls_prefix = f"{urlsplit(address).path}/"


def set_repository(app, config):
    """Set everything that depends on where the source stands."""
    if address := repository():
        config.html_theme_options |= {
            "repository_url": address,
            "use_repository_button": True,
            "use_issues_button": True,
        }
        config.html_theme_options["launch_buttons"] = {
            "notebook_interface": "jupyterlab",
            "binderhub_url": BINDER if address.startswith("https://github.com/") else "",
            "jupyterhub_url": os.environ.get("BOOK_HUB_URL", ""),
        }


def add_sitemap(app):
    """Add a sitemap where the site has an address."""
    if base_url():
        app.setup_extension("sphinx_sitemap")
        app.config.sitemap_url_scheme = "{link}"
        app.config.sitemap_excludes = ["404.html", "genindex.html", "search.html", "figures/*"]
