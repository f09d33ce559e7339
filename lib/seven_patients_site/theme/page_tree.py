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

from html import escape
from html.parser import HTMLParser
from itertools import accumulate

WITHOUT_END = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input"),
    *("link", "meta", "param", "source", "track", "wbr"),
}


class Element:
    """An element: its name, its attributes, and what stands in it, each an element or HTML as text."""

    __slots__ = ("attributes", "children", "end", "name", "parent", "start")

    def __init__(self, name, attributes, start, parent):
        self.name = name
        self.attributes = attributes
        self.start = start
        self.end = ""
        self.children = []
        self.parent = parent

    def __str__(self):
        return "".join(self.pieces([]))

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

    __slots__ = ("named",)

    def __init__(self):
        super().__init__("", {}, "", None)
        self.named = {}

    def all(self, *names):
        """Return the elements of some names that stand on the page, in the order of each name."""
        found = (element for name in names for element in self.named.get(name, ()))
        return [element for element in found if element.parent is not None and element.name in names]


class Parser(HTMLParser):
    """Grows the tree: what is between two tags goes into it as it is."""

    def __init__(self, html):
        super().__init__(convert_charrefs=False)
        self.page = Page()
        self.open = [self.page]
        self.html = html
        self.lines = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
        self.read = 0
        self.feed(html)
        self.close()
        self.keep_text(len(html))

    def keep_text(self, place):
        """Put into the tree what was not read before a place."""
        if place > self.read:
            self.open[-1].children.append(self.html[self.read : place])
        self.read = place

    @property
    def place(self):
        """Where the tag that is read begins."""
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def handle_startendtag(self, name, attributes):
        """Put an element without an end into the tree."""
        self.keep_text(self.place)
        start, parent = self.get_starttag_text(), self.open[-1]
        self.read += len(start)
        element = Element(name, dict(attributes), start, parent)
        parent.children.append(element)
        self.page.named.setdefault(name, []).append(element)
        return element

    def handle_starttag(self, name, attributes):
        """Put an element into the tree, and what follows into the element."""
        element = self.handle_startendtag(name, attributes)
        if name not in WITHOUT_END:
            self.open.append(element)

    def handle_endtag(self, name):
        """End the element of a name that was opened last; a tag that ends nothing is text."""
        depth = next((i for i in range(len(self.open) - 1, 0, -1) if self.open[i].name == name), 0)
        if depth:
            place = self.place
            self.keep_text(place)
            self.read = self.html.index(">", place) + 1
            self.open[depth].end = self.html[place : self.read]
            del self.open[depth:]


def parsed(html):
    """Return the tree of a page."""
    return Parser(html).page
