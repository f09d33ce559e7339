// Replace each chart's static SVG by the live chart when the reader comes near it.
(() => {
  const bundle = new URL("vega.js", document.currentScript.src).href;
  // ast: interpret a chart's expressions, where Vega would make scripts of them, which the page's policy refuses
  const options = {
    actions: false, ast: true, renderer: "svg", defaultStyle: false, tooltip: { disableDefaultStyle: true },
  };
  const FINGER = 24; // how far from a mark a tap still means it, in pixels
  let loading;

  // Vega measures its place when the window resizes, which is before the page has settled at the new width.
  const refit = new ResizeObserver(() => window.dispatchEvent(new Event("resize")));

  function loadVega() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = bundle;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  }

  const QUIET = 600; // milliseconds without a move until what it changed is announced

  // The bold words of a chart say what follows from its sliders and menus.
  function told(plot) {
    const words = [...plot.querySelectorAll('text[font-weight="bold"]:not([opacity="0"])')];
    const lines = words.flatMap((text) => (text.childElementCount ? [...text.children] : [text]));
    return lines.map((line) => line.textContent).join("; ");
  }

  function announce(figure) {
    const status = figure.querySelector("[role=status]");
    let waiting;
    figure.querySelector(".controls").addEventListener("input", ({ target }) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const name = [...target.closest("label").children].map((part) => part.textContent.trim());
        status.textContent = `${name.filter(Boolean).join(" ")}: ${told(figure.querySelector(".plot"))}`;
      }, QUIET);
    });
  }

  async function draw(figure) {
    await loadVega();
    const still = figure.querySelector("svg");
    const plot = document.createElement("div");
    plot.className = "arriving";
    still.before(plot);

    const spec = JSON.parse(figure.querySelector("script").textContent);
    await window.vegaEmbed(plot, spec, { ...options, bind: figure.querySelector(".controls") });
    refit.observe(figure);
    if (figure.querySelector("[role=status]")) announce(figure);

    const live = plot.querySelector("svg");
    live.setAttribute("role", "img");
    live.setAttribute("aria-label", spec.description);
    for (const name of ["role", "aria-roledescription", "aria-label"]) plot.removeAttribute(name);
    plot.classList.remove("arriving");
    still.remove();
    live.addEventListener("click", tap);
  }

  // A finger does not hover, and Vega shows what a mark says to who does: a tap hovers over the nearest mark.
  function tap({ clientX, clientY, currentTarget }) {
    const away = (mark) => {
      const { left, right, top, bottom } = mark.getBoundingClientRect();
      return Math.hypot(clientX - (left + right) / 2, clientY - (top + bottom) / 2);
    };
    const marks = [...currentTarget.querySelectorAll(".role-mark.mark-symbol path, .role-mark.mark-rect path")];
    const near = marks.map((mark) => [away(mark), mark]).filter(([distance]) => distance <= FINGER);
    const [, mark] = near.sort(([one], [other]) => one - other)[0] ?? [];
    const hovered = mark ?? document.elementFromPoint(clientX, clientY);
    hovered.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true }));
  }

  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "400px" });

  // Until the reader does something the still chart says it all, and nothing else wants the machine. The theme
  // scrolls its list of pages by itself, which is no event of the window.
  const waiting = new AbortController();
  function begin() {
    waiting.abort();
    for (const figure of document.querySelectorAll("figure.chart")) observer.observe(figure);
  }
  for (const event of ["scroll", "pointermove", "pointerdown", "keydown", "focusin"]) {
    addEventListener(event, begin, { signal: waiting.signal, passive: true });
  }
})();
