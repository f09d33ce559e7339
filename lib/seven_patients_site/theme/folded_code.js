// Open all code of the book, or fold it again, and remember which. The style sheet does it by the name on the root.
(() => {
  const root = document.documentElement;
  const button = document.querySelector(".code-switch");
  const unable = !CSS.supports("selector(::details-content)");

  function show(open) {
    root.dataset.code = open ? "open" : "";
    button?.setAttribute("aria-pressed", open);
    if (!unable) return;
    for (const code of document.querySelectorAll("div.cell > details.hide.above-input")) code.open = open;
  }

  show(root.dataset.code === "open");
  button?.addEventListener("click", () => {
    const open = root.dataset.code !== "open";
    localStorage.setItem("code", open ? "open" : "");
    show(open);
  });
})();
