"""Take the site's address and the repository's from the environment, so that the tree holds neither.

`BOOK_BASE_URL` gives canonical links, a sitemap, a picture for shared links and the paths of the 404 page;
`GITHUB_SERVER_URL` and `GITHUB_REPOSITORY`, which GitHub Actions sets, give the repository's buttons, and one
that opens a page in Binder where the repository is on GitHub; `BOOK_HUB_URL` gives one that opens it on the
JupyterHub of a class. What is absent is left out.
"""

import os
from urllib.parse import urlsplit

from first_cell import repository

CARD = "_static/card.png"
BINDER = "https://mybinder.org"


def set_site_address(app, config):
    """Set everything that depends on where the site will stand."""
    base_url = os.environ.get("BOOK_BASE_URL", "").rstrip("/")
    if base_url:
        config.html_baseurl = config.ogp_site_url = f"{base_url}/"
        config.ogp_image = f"{base_url}/{CARD}"
        config.ogp_image_alt = "Seven dots in a circle, five of them filled, beside the title Seven Patients"
        config.ogp_custom_meta_tags = ['<meta name="twitter:card" content="summary_large_image" />']
        config.notfound_urls_prefix = f"{urlsplit(base_url).path}/"


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


def setup(app):
    """Register with Sphinx, with a sitemap where the site has an address."""
    if os.environ.get("BOOK_BASE_URL"):
        app.setup_extension("sphinx_sitemap")
        app.config.sitemap_url_scheme = "{link}"
        app.config.sitemap_excludes = ["404.html", "genindex.html", "search.html"]
    app.connect("config-inited", set_site_address)
    app.connect("config-inited", set_repository)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
