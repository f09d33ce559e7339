"""What a page computes in the reader's browser, and holds in its start without any script, and on paper."""

from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from py_mini_racer import MiniRacer


@dataclass(frozen=True)
class Scripts:
    """Three scripts of a folder: `model.js` computes, `view.js` writes what is shown, `page.js` listens.

    The first two run here too, in V8. The site has the three as one, on the pages that need it.

    Attributes
    ----------
    folder : str
        Where they stand, beside this module.
    name : str
        Their file on the site.
    kind : str
        The class of what they show, and its anchor.
    called : str
        What a link that leads there calls it.
    borrowed : tuple of str
        Scripts of other folders that theirs build on, which come first.
    """

    folder: str
    name: str
    kind: str
    called: str = ""
    borrowed: tuple[str, ...] = ()

    def _files(self, *names):
        scripts = (*self.borrowed, *(f"{self.folder}/{name}" for name in names))
        return [Path(__file__).parent / f"{script}.js" for script in scripts]

    def engine(self):
        """Return an engine that knows the model and the view; it must be closed."""
        engine = MiniRacer()
        engine.eval(f"{_joined(self._files('model', 'view'))}; 0")
        return engine

    def made(self, function, facts):
        """Return what a function of the view makes of facts, as HTML."""
        v8 = self.engine()
        html = v8.call(function, facts)
        v8.close()
        return html

    def start(self, env, function, facts):
        """Return the same for a page that follows its scripts, as its nodes."""
        for script in self._files("model", "view"):
            env.note_dependency(str(script))
        return [nodes.raw(text=self.made(function, facts), format="html", classes=[self.kind])]

    def lead_on(self, app, doctree):
        """Lead there from the line under a chapter's heading, for what it shows stands far below."""
        first = doctree.next_node(nodes.paragraph)
        if self._shown(doctree) and isinstance(first[0], nodes.emphasis):
            link = nodes.reference("", self.called, refid=self.kind, internal=True)
            first[0].extend([nodes.Text(" Straight to "), link, nodes.Text(".")])

    def _shown(self, doctree):
        """Say whether a page shows it."""
        return any(self.kind in node["classes"] for node in doctree.findall(nodes.raw))

    def write(self, app):
        """Put the three scripts on the site as one, none of whose names leaves it."""
        static = Path(app.outdir) / "_static"
        static.mkdir(parents=True, exist_ok=True)
        scripts = _joined(self._files("model", "view", "page"))
        (static / self.name).write_text(f"(() => {{\n{scripts}}})();\n", encoding="utf-8", newline="\n")

    def add(self, app, pagename, templatename, context, doctree):
        """Add the script to a page that shows what it is for."""
        if doctree and self._shown(doctree):
            app.add_js_file(self.name, loading_method="defer")


def _joined(files):
    """Return the text of files, one after the other."""
    return "".join(file.read_text(encoding="utf-8") for file in files)
