"""Allow each page what this site holds, and nothing else: a Content-Security-Policy.

Static hosts let nobody set headers, so the policy stands in the head of each page. A script inside a page is
allowed by its hash, and no string is ever run as code. Styles inside a page are allowed: pandas, Vega and the
formulas bring theirs.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
}
CHARSET = '<meta charset="utf-8" />'  # must stand among the first 1024 bytes, so the policy comes after it
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
TYPE = re.compile(r'type="([^"]*)"')
RUN = {"", "module", "text/javascript"}


def runs_here(attributes):
    """Say whether a script with such attributes stands inside the page, and is code."""
    kind = TYPE.search(attributes)
    return "src=" not in attributes and (kind is None or kind[1] in RUN)


def hashes(html):
    """Return what allows each script that stands inside a page, in the order of the page.

    >>> hashes('<script>let a;</script><script src="b.js"></script>')
    ["'sha256-81WALLbUROF1pWdYjuQYKuIcGgY/+TqVJr8UsV6Tkvo='"]
    """
    texts = dict.fromkeys(text for attributes, text in SCRIPT.findall(html) if runs_here(attributes))
    return [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts]


def policy(html):
    """Return a page's policy."""
    allowed = POLICY | {"script-src": POLICY["script-src"] + hashes(html)}
    return "; ".join(" ".join([directive, *sources]) for directive, sources in allowed.items())


def with_policy(html):
    """Return a page with its policy."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(html), quote=False)}">'
    return html.replace(CHARSET, f"{CHARSET}\n    {meta}", 1)


REPAIRS = {"a page may fetch and run whatever it names": with_policy}
