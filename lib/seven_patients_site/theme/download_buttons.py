"""Offer a page's notebook and text, and the whole book as a PDF where `make pdf` says that it will be there.

The theme's other buttons run scripts that stand inside the page, which its policy refuses; a browser's menu
has what they do.
"""

REFUSED = "the theme's buttons for downloads run scripts that the page refuses"


def set_buttons(met, app, pagename, templatename, context, doctree):
    """Leave the buttons that are links."""
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            links = [button for button in group["buttons"] if button["type"] == "link"]
            if links != group["buttons"]:
                met(REFUSED)
            group["buttons"] = links
            if book := app.config.book_pdf:
                button = {"type": "link", "text": "the book as PDF", "tooltip": "Download the whole book"}
                look = {"icon": "fas fa-file-pdf", "label": "download-book-button"}
                group["buttons"].append({**button, **look, "url": context["pathto"](book, resource=True)})
