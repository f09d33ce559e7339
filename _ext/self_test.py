"""Ask the reader a question whose answers unfold, each with the reason why it is right or not.

    ```{self-test} Does the interval hold the truth with probability 95 %?
    Yes, by definition
    : No. ...

    In 95 of 100 trials such an interval does
    : Right. ...
    ```

A choice is a term of a definition list, and what is said of it its definition, which opens with "Right." or
"No.": so the text reads well in a notebook too. The browser unfolds a choice by itself, without a script.
"""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

RIGHT, WRONG = "Right.", "No."


def html(text):
    """Return a node that stands for HTML."""
    return nodes.raw(text=text, format="html")


class SelfTest(SphinxDirective):
    """One question and its choices."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        """Return the question and its choices, or refuse one without a single right choice."""
        question, messages = self.parse_inline(self.arguments[0])
        items = [
            item
            for node in self.parse_content_to_nodes()
            for item in node.findall(nodes.definition_list_item)
        ]
        verdicts = [item[-1].astext().split(" ")[0] for item in items]
        if sorted(set(verdicts)) != [WRONG, RIGHT] or verdicts.count(RIGHT) != 1:
            raise self.error(
                f"each choice must be called {RIGHT} or {WRONG}, and one must be right\n"
                f"What came: {', '.join(verdicts) or 'no choice'}"
            )
        box = nodes.container(
            "", nodes.paragraph("", "", *question, classes=["question"]), classes=["self-test"]
        )
        for item in items:
            choice = nodes.inline("", "", *item[0].children)
            box += [
                html("<details><summary>"),
                choice,
                html("</summary>"),
                *item[-1].children,
                html("</details>"),
            ]
        return [box, *messages]


def setup(app):
    """Register with Sphinx."""
    app.add_directive("self-test", SelfTest)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
