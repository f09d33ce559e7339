"""A page as a tree that can be changed, and that gives back, of all that was not changed, the same bytes.

Parsers that write a page anew change each tag of it, the cases of SVG among them. Here every element keeps
its tags as they were written.

>>> page = parsed('<p CLASS=a>1 &lt; 2<br/> <b>x</b><p>y')
>>> str(page)
'<p CLASS=a>1 &lt; 2<br/> <b>x</b><p>y'
>>> (bold,) = page.all("b")
>>> bold.set("id", "here")
>>> str(page)
'<p CLASS=a>1 &lt; 2<br/> <b id="here">x</b><p>y'
>>> bold.remove()
>>> str(page), list(page.all("b"))
('<p CLASS=a>1 &lt; 2<br/><p>y', [])
"""

import re
from functools import cached_property
from html import escape, unescape

WITHOUT_END = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input"),
    *("link", "meta", "param", "source", "track", "wbr"),
}


OF_TEXT = {"script", "style"}
TAG = re.compile(
    r"""<!--.*?-->|<![^>]*>|</(?P<end>[a-zA-Z][^\s/>]*)[^>]*>"""
    r"""|<(?P<start>[a-zA-Z][^\s/>]*)(?:[^>"']|"[^"]*"|'[^']*')*>""",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"""\s([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")


class Element:
    """An element: its name, its attributes, and what stands in it, each an element or HTML as text."""

    def __init__(self, name, start, parent):
        self.name = name
        self.start = start
        self.end = ""
        self.children = []
        self.parent = parent

    def __str__(self):
        return "".join(self.pieces([]))

    @cached_property
    def attributes(self):
        """The attributes by name; the value of one that stands there by its name is `None`."""
        return {
            found[1].lower(): unescape(found[found.lastindex]) if found.lastindex > 1 else None
            for found in ATTRIBUTE.finditer(self.start)
        }

    def pieces(self, into):
        """Add the element, piece by piece, to a list of text, and return that."""
        into.append(self.start)
        for child in self.children:
            if isinstance(child, str):
                into.append(child)
            else:
                child.pieces(into)
        into.append(self.end)
        return into

    @property
    def inside(self):
        """What stands in the element, as HTML."""
        return "".join(map(str, self.children))

    @property
    def elements(self):
        """The elements that stand directly in this one."""
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def is_bare(self):
        """Whether the element has no attribute."""
        return not self.attributes

    def get(self, name):
        """Return an attribute's value, empty where it is absent."""
        return self.attributes.get(name) or ""

    def has_class(self, word):
        """Say whether a word is among the element's classes."""
        return word in self.get("class").split()

    def descendants(self, *names):
        """Yield the elements of some names in this one, in order."""
        for child in self.elements:
            if child.name in names:
                yield child
            yield from child.descendants(*names)

    def set(self, name, value):
        """Give an attribute a value."""
        self.attributes[name] = value
        self.write_start()

    def unset(self, name):
        """Take an attribute away."""
        del self.attributes[name]
        self.write_start()

    def write_start(self):
        """Write the first tag anew; an attribute whose value is `None` stands there by its name."""
        attributes = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"'
            for name, value in self.attributes.items()
        )
        self.start = f"<{self.name}{attributes}{'/' if self.start.endswith('/>') else ''}>"

    def rename(self, name):
        """Make the element, which has no attribute, one of another name."""
        self.name, self.start, self.end = name, f"<{name}>", f"</{name}>"

    def put_behind(self, html):
        """Put HTML behind the element."""
        siblings = self.parent.children
        siblings.insert(siblings.index(self) + 1, html)

    def remove(self):
        """Take the element out of its page, with the space before it."""
        siblings = self.parent.children
        at = siblings.index(self)
        if at and isinstance(siblings[at - 1], str):
            siblings[at - 1] = siblings[at - 1].rstrip()
        del siblings[at]
        self.parent = None


class Page(Element):
    """A page, which finds its elements by name."""

    def __init__(self):
        super().__init__("", "", None)
        self.named = {}

    def all(self, *names):
        """Return the elements of some names that stand on the page, in the order of each name."""
        found = (element for name in names for element in self.named.get(name, ()))
        return [element for element in found if element.parent is not None and element.name in names]


def parsed(html):
    """Return the tree of a page: what is between two tags goes into it as it is.

    A comment, a tag that ends nothing, and whatever stands in a script or a style are text.
    """
    page = Page()
    above, kept, place = [page], 0, 0
    while tag := TAG.search(html, place):
        place = tag.end()
        start, end = ((tag[kind] or "").lower() for kind in ("start", "end"))
        depth = end and next((i for i in range(len(above) - 1, 0, -1) if above[i].name == end), 0)
        if not (start or depth):
            continue
        if tag.start() > kept:
            above[-1].children.append(html[kept : tag.start()])
        kept = place
        if depth:
            above[depth].end = tag[0]
            del above[depth:]
            continue
        element = Element(start, tag[0], above[-1])
        above[-1].children.append(element)
        page.named.setdefault(start, []).append(element)
        if start not in WITHOUT_END and not tag[0].endswith("/>"):
            above.append(element)
        if start in OF_TEXT:
            place = max(place, html.find(f"</{start}", place))
    if kept < len(html):
        above[-1].children.append(html[kept:])
    return page
