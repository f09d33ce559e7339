// Tell of the tile that is pointed at, focused or touched; without this script a tile is a link all the same.
(() => {
  const paper = document.querySelector(".lit-paper");
  const told = document.createElement("aside");
  told.className = "told";
  told.setAttribute("aria-label", "The number chosen");
  told.hidden = true;
  paper.append(told);
  let chosen = null;

  function element(name, text) {
    return Object.assign(document.createElement(name), { textContent: text });
  }

  function tell(tile) {
    if (tile === chosen && !told.hidden) return;
    chosen?.classList.remove("chosen");
    chosen = tile;
    tile.classList.add("chosen");
    const [verdict] = tile.getAttribute("aria-label").split(", ").slice(-1);
    const way = element("a", tile.hash.startsWith("#claim-") ? "The cell that proves it" : "Its row in the ledger");
    way.href = tile.href;
    told.className = `told ${[...tile.classList].find((name) => name.startsWith("claim-"))}`;
    told.replaceChildren(
      element("strong", tile.textContent),
      ` ${tile.dataset.words}. `,
      element("em", `${verdict[0].toUpperCase()}${verdict.slice(1)}`),
      `: ${tile.dataset.found}. `,
      way,
    );
    told.hidden = false;
  }

  const tileOf = (event) => event.target.closest?.(".tile");
  for (const kind of ["pointerover", "focusin"]) {
    paper.addEventListener(kind, (event) => tileOf(event) && tell(tileOf(event)));
  }
  // a finger has no way to point: its first touch tells, the link in what is told leads on
  paper.addEventListener("click", (event) => {
    if (tileOf(event) && event.pointerType === "touch") event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") told.hidden = true;
  });
})();
