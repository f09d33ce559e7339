// A box that scrolls is one that a key can reach. The theme asks for the size of each box in turn when a page
// has loaded, folded ones too, and the browser lays the page out anew for each; here it tells what it laid out.
(() => {
  const boxes = "pre, .cell_output > .output, .pst-scrollable-table-container";
  const scrolls = (box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;

  const observer = new ResizeObserver((entries) => {
    const found = entries.map(({ target }) => [target, scrolls(target)]);
    for (const [box, reachable] of found) {
      if (reachable) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll(boxes)) observer.observe(box);

  addEventListener("load", (event) => event.stopImmediatePropagation());
})();

// Paper is white: who reads in the dark prints in the light.
(() => {
  const root = document.documentElement;
  let theme;
  addEventListener("beforeprint", () => {
    ({ theme } = root.dataset);
    root.dataset.theme = "light";
  });
  addEventListener("afterprint", () => {
    root.dataset.theme = theme;
  });
})();
