// Have an arriving page laid out piece by piece, one after each frame that is drawn; a reader who moves on it has
// the rest at once, so that no length changes under way.
(() => {
  const soon = (work) => requestAnimationFrame(() => setTimeout(work));
  const root = document.documentElement;
  if (!root.classList.contains("arriving")) return;

  const pieces = [...document.querySelectorAll(".bd-article :is(section section, dl.py)")];
  const done = () => root.classList.remove("arriving");

  function next() {
    const piece = pieces.shift();
    if (!piece) return done();
    piece.classList.add("settled");
    soon(next);
  }

  soon(next);
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(event, done, { once: true, capture: true, passive: true });
  }
})();
