// Return a formula as an SVG for the eye and MathML for the ear. It runs while the site is built, never on a page.
const { adaptors, core, handlers, input, mathjax, output } = MathJax._;
const adaptor = adaptors.liteAdaptor.liteAdaptor();
handlers.html_ts.RegisterHTMLHandler(adaptor);
const page = mathjax.mathjax.document("", {
  InputJax: new input.tex_ts.TeX({
    packages: ["base", "ams", "newcommand"],
    formatError: (jax, error) => { throw new Error(error.message); },
  }),
  OutputJax: new output.svg_ts.SVG({ fontCache: "none", font: new output.svg.fonts.tex_ts.TeXFont() }),
});
const mathml = new core.MmlTree.SerializedMmlVisitor.SerializedMmlVisitor();

function draw(tex, display) {
  const svg = adaptor.firstChild(page.convert(tex, { display }));
  adaptor.removeAttribute(svg, "role");
  adaptor.removeAttribute(svg, "focusable");
  adaptor.setAttribute(svg, "aria-hidden", "true");
  const tree = page.convert(tex, { display, end: core.MathItem.STATE.CONVERT });
  return adaptor.outerHTML(svg) + mathml.visitTree(tree);
}

function typeset(tex, display) {
  try {
    return { html: draw(tex, display) };
  } catch (error) {
    return { error: error.message };
  }
}
