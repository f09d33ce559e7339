"""Take from the theme's style sheets the rules that no page of the site can use.

A browser draws nothing before it has read every style sheet of a page, and the theme's hold the rules of
whole libraries. Once the site is built, a selector goes when it asks for a class that stands on no page and
in no script; a rule goes with its last selector. Our own style sheet is left alone.
"""

import re

import tinycss2

from seven_patients_site.search.book_text import FILE

OWN = "book.css"
WORD = re.compile(r"[A-Za-z_][\w-]*")
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
HOLD_RULES = {"media", "supports", "layer", "container"}


def words(texts):
    """Return every word of some texts, that a script may also have built a class from.

    >>> sorted(words(['<p class="a b-c">']))
    ['a', 'b-c', 'class', 'p']
    """
    return set().union(*map(WORD.findall, texts))


def can_match(selector, known):
    """Say whether every class that a selector asks for is known, or a script may build it from a known part.

    >>> can_match(".a:not(.b) > .c", {"a", "c"}), can_match(".a .b", {"a", "c"})
    (True, False)
    >>> can_match(".bs-tip-end", {"bs-tip"}), can_match(".d-flex", {"d"})
    (True, False)
    """
    while IN_BRACKETS.search(selector):
        selector = IN_BRACKETS.sub("", selector)
    classes = (name.replace("\\\\", "") for name in CLASS.findall(selector))
    return all(name in known or any(name[:i] in known for i in hyphens(name)) for name in classes)


def hyphens(name):
    """Return where the hyphens of a name are that follow another: a single word is no part to build on."""
    return [i for i, character in enumerate(name) if character == "-" and "-" in name[:i].strip("-")]


def selectors(prelude):
    """Return the selectors of a rule."""
    parts = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def lean(rules, known):
    """Return rules as text, without what can match nothing."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            used = [selector for selector in selectors(rule.prelude) if can_match(selector, known)]
            if used:
                kept.append(f"{','.join(used)}{{{tinycss2.serialize(rule.content)}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in HOLD_RULES and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := lean(inner, known):
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}")
        elif rule.type != "comment":
            kept.append(rule.serialize())
    return "".join(kept)


def make_lean(site):
    """Make the style sheets of a finished site lean."""
    scripts = (path for path in site.joinpath("_static").rglob("*.js") if path.name != FILE)
    known = words(path.read_text(encoding="utf-8") for path in (*site.rglob("*.html"), *scripts))
    for path in site.joinpath("_static").rglob("*.css"):
        if path.name != OWN:
            sheet = path.read_text(encoding="utf-8")
            rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
            path.write_text(lean(rules, known), encoding="utf-8", newline="\n")
