// A box that scrolls is one that a key can reach, and it shows where more of it follows. The theme asks for the size
// of each box in turn when a page has loaded, folded ones too, and the browser lays the page out anew for each; here
// it tells what it laid out.
(() => {
  const boxes = "pre, .cell_output > .output, .pst-scrollable-table-container";
  const scrolls = (box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
  const follows = (box) => box.scrollLeft + box.clientWidth < box.scrollWidth - 1;

  const observer = new ResizeObserver((entries) => {
    const found = entries.map(({ target }) => [target, scrolls(target), follows(target)]);
    for (const [box, reachable, more] of found) {
      if (reachable) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
      box.classList.toggle("more", more);
    }
  });
  for (const box of document.querySelectorAll(boxes)) {
    observer.observe(box);
    box.addEventListener("scroll", () => box.classList.toggle("more", follows(box)), { passive: true });
  }

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
