"""Take from the theme's style sheets the rules that no page of the site can use.

A browser draws nothing before it has read every style sheet of a page, and the theme's hold the rules of
whole libraries. Once the site is built, a selector goes when it asks for a class that stands on no page and
in no script; a rule goes with its last selector. Our own style sheet is left alone.

A selector that asks for `dl[class]` or `li[class^="toctree-l"]` has a browser style anew, whenever a script
gives any element any class, all links and lists below it. On a long page that costs a phone a fifth of a
second each time. So the selector is made to ask for the classes by their names.
"""

import re
from collections import defaultdict

import tinycss2

from seven_patients_site.search.book_text import FILE

OWN = "book.css"
WORD = re.compile(r"[A-Za-z_][\w-]*")
IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
BY_ATTRIBUTE = re.compile(r"""\b([a-z]+)\[class(?:(\^=|\*=)["']?([\w-]+)["']?)?\]""")
ELEMENT = re.compile(r"""<([a-z]+)\b[^<>]*?\sclass="([^"]*)\"""")
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


def classes_by_element(texts):
    """Return the classes that stand on some pages, by the name of the element.

    >>> sorted(classes_by_element(['<dl class="py method"><dd class="a"><dl class="simple">'])["dl"])
    ['method', 'py', 'simple']
    """
    found = defaultdict(set)
    for text in texts:
        for element, given in set(ELEMENT.findall(text)):
            found[element].update(given.split())
    return found


def by_name(selector, given):
    """Have a selector that asks for an element by its attribute `class` ask for the classes by their names.

    Examples
    --------
    >>> given = {"dl": {"py", "simple"}, "li": {"toctree-l1", "current"}}
    >>> by_name("dl[class]:not(.simple) dd", given)
    'dl:is(.py,.simple):not(.simple) dd'
    >>> by_name('li[class^="toctree-l"] > a', given), by_name("a:not([class])", given)
    ('li:is(.toctree-l1) > a', 'a:not([class])')
    """

    def names(found):
        element, how, asked = found.groups()
        fits = {
            None: lambda name: True,
            "^=": lambda name: name.startswith(asked),
            "*=": lambda name: asked in name,
        }
        return f"{element}:is({','.join(f'.{name}' for name in sorted(filter(fits[how], given[element])))})"

    return BY_ATTRIBUTE.sub(names, selector)


def selectors(prelude):
    """Return the selectors of a rule."""
    parts = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def lean(rules, known, given):
    """Return rules as text, without what can match nothing, and with classes asked for by their names."""
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            used = [selector for selector in selectors(rule.prelude) if can_match(selector, known)]
            if used:
                asked = ",".join(by_name(selector, given) for selector in used)
                kept.append(f"{asked}{{{tinycss2.serialize(rule.content)}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in HOLD_RULES and rule.content is not None:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := lean(inner, known, given):
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}")
        elif rule.type != "comment":
            kept.append(rule.serialize())
    return "".join(kept)


def make_lean(site):
    """Make the style sheets of a finished site lean."""
    scripts = (path for path in site.joinpath("_static").rglob("*.js") if path.name != FILE)
    pages = [path.read_text(encoding="utf-8") for path in site.rglob("*.html")]
    known = words((*pages, *(path.read_text(encoding="utf-8") for path in scripts)))
    given = classes_by_element(pages)
    sheets = [path for path in site.joinpath("_static").rglob("*.css") if path.name != OWN]
    texts = [path.read_text(encoding="utf-8") for path in sheets]
    if not any(map(BY_ATTRIBUTE.search, texts)):
        raise ValueError(
            "the theme's style sheets ask for no class by its attribute any more: `by_name` may go"
        )
    for path, text in zip(sheets, texts, strict=True):
        rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        path.write_text(lean(rules, known, given), encoding="utf-8", newline="\n")
