// A link to a proof shows the cell that proves, and below it the row that is meant, marked. Where a table is so long
// that its row is out of sight of the cell's beginning, the row comes first in it.
(() => {
  function show() {
    const row = location.hash.startsWith("#claim-") && document.getElementById(location.hash.slice(1));
    if (!row) return;
    const cell = row.closest(".cell") ?? row;
    for (let fold = row.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    for (const fold of cell.querySelectorAll("details.hide")) fold.open = true;
    const place = (element) => element.getBoundingClientRect();
    const header = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    const room = innerHeight - header - place(row).height - 16;
    const above = () => place(row).top - place(cell).top;
    if (above() > room) row.parentElement.prepend(row);
    row.style.scrollMarginTop = `${Math.min(above(), room)}px`; // the browser goes to a place more than once
    row.scrollIntoView();
  }

  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") show();
  addEventListener("hashchange", show);
})();
