// Have an arriving page laid out piece by piece, a few after each frame that is drawn; a reader who moves on it has
// the rest at once, so that no length changes under way.
(() => {
  const soon = (work) => requestAnimationFrame(() => setTimeout(work));
  const root = document.documentElement;
  if (!root.classList.contains("arriving")) return;

  const AT_ONCE = 40; // elements: more of them a phone lays out one piece after the other
  const PIECE = "section section, dl.py, .lab .pictures, .ledger-part, [open] > table.ledger tbody > tr";
  const pieces = [...document.querySelectorAll(`.bd-article :is(${PIECE})`)];
  const sizes = new Map(pieces.map((piece) => [piece, piece.querySelectorAll("*").length]));
  for (const [piece, size] of sizes) {
    const around = piece.parentElement.closest(PIECE);
    if (sizes.has(around)) sizes.set(around, sizes.get(around) - size);
  }
  const done = () => root.classList.remove("arriving");

  function next() {
    if (!pieces.length) return done();
    let room = AT_ONCE;
    do {
      const piece = pieces.shift();
      piece.classList.add("settled");
      room -= sizes.get(piece);
    } while (pieces.length && sizes.get(pieces[0]) <= room);
    soon(next);
  }

  addEventListener("DOMContentLoaded", () => soon(next)); // other scripts ask where something is: of little, until then
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(event, done, { once: true, capture: true, passive: true });
  }
})();
