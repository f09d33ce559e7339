"""Allow each page what this site holds, and nothing else: a Content-Security-Policy.

Static hosts let nobody set headers, so the policy stands in the head of each page. A script inside a page is
allowed by its hash, and no string is ever run as code. Styles inside a page are allowed: pandas, Vega and the
formulas bring theirs.
"""

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
RUN = {"", "module", "text/javascript"}


def runs_here(script):
    """Say whether a script stands inside the page, and is code."""
    return not script.get("src") and script.get("type") in RUN


def hashes(page):
    """Return what allows each script that stands inside a page.

    >>> from seven_patients_site.theme.page_tree import parsed
    >>> hashes(parsed('<script>let a;</script><script src="b.js"></script>'))
    ["'sha256-81WALLbUROF1pWdYjuQYKuIcGgY/+TqVJr8UsV6Tkvo='"]
    """
    texts = dict.fromkeys(script.inside for script in page.all("script") if runs_here(script))
    return [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts]


def policy(page):
    """Return a page's policy."""
    allowed = POLICY | {"script-src": POLICY["script-src"] + hashes(page)}
    return "; ".join(" ".join([directive, *sources]) for directive, sources in allowed.items())


def set_policy(page):
    """Give a page its policy, after its encoding, which must stand among the first 1024 bytes."""
    encodings = [meta for meta in page.all("meta") if meta.get("charset")]
    for encoding in encodings[:1]:
        meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(page), quote=False)}">'
        encoding.put_behind(f"\n    {meta}")
    return bool(encodings)


REPAIRS = {"a page may fetch and run whatever it names": set_policy}
