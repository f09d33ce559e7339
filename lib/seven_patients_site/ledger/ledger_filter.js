// Put a search field and three choices above the ledger; what they say stands in the page's address, so that it can be
// shared and gone back to. Without this script the whole ledger stands there, its parts folded.
(() => {
  const tables = [...document.querySelectorAll("table.ledger")];
  const rows = tables.flatMap((table) => [...table.querySelectorAll("tbody tr")]);
  const parts = [...document.querySelectorAll("details.ledger-part")];
  const opened = parts.filter((part) => part.open);
  let read; // what a search asks of the rows; to read them takes a phone longer than anything else here

  function answers(query) {
    if (!query.trim()) return rows.map(() => true);
    read ??= rows.map((row) =>
      NUMBER_FINDER.row({
        printed: row.cells[1].textContent,
        value: row.cells[2].querySelector("a")?.textContent ?? "",
        place: row.cells[4].firstChild.textContent,
        text: row.textContent,
      }),
    );
    return NUMBER_FINDER.answers(read, query);
  }

  const form = document.createElement("form");
  form.className = "ledger-filter";
  form.addEventListener("submit", (event) => event.preventDefault());

  function field(name, control) {
    const label = document.createElement("label");
    label.append(name, control);
    form.append(label);
    return control;
  }

  // a chapter is called what the list of contents calls it
  function nameOf(value) {
    const listed = document.querySelector(`.bd-sidebar-primary a[href$="/${value.split("/").pop()}.html"]`);
    return listed?.textContent.trim() ?? value;
  }

  function choice(name, key) {
    const values = [...new Set(rows.map((row) => row.dataset[key]))].filter(Boolean);
    const select = document.createElement("select");
    select.append(new Option("all", ""), ...values.map((value) => new Option(nameOf(value), value)));
    return [key, field(name, select)];
  }

  const search = field("Search", Object.assign(document.createElement("input"), { type: "search" }));
  const choices = [choice("Verdict", "verdict"), choice("Part of the paper", "part"), choice("Chapter", "chapter")];
  const controls = [["find", search], ...choices];
  const status = document.createElement("p");
  status.setAttribute("role", "status");

  function filter() {
    const found = answers(search.value);
    rows.forEach((row, at) => {
      const chosen = choices.every(([key, select]) => !select.value || row.dataset[key] === select.value);
      row.hidden = !(chosen && found[at]);
    });
    const filtered = controls.some(([, control]) => control.value.trim());
    for (const part of parts) {
      part.hidden = !part.querySelector("tbody tr:not([hidden])");
      part.open = filtered || opened.includes(part);
    }
    status.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} claims shown`;
  }

  // the address says what is filtered and leads here, not to a claim that it led to before
  function remember() {
    const url = new URL(location.href);
    for (const [key, control] of controls) {
      if (control.value.trim()) url.searchParams.set(key, control.value.trim());
      else url.searchParams.delete(key);
    }
    url.hash = form.closest("section")?.id ?? "";
    history.replaceState(history.state, "", url);
  }

  function recall() {
    const told = new URLSearchParams(location.search);
    for (const [key, control] of controls) control.value = told.get(key) ?? "";
    filter();
  }

  // a link to one claim must find it, whatever was filtered
  function lead() {
    const row = document.getElementById(location.hash.slice(1));
    if (!rows.includes(row)) return;
    if (row.hidden) {
      form.reset();
      filter();
    }
    const part = row.closest("details");
    if (part) part.open = true;
    row.scrollIntoView({ block: "center" });
  }

  form.addEventListener("input", () => {
    filter();
    remember();
  });
  (parts[0] ?? tables[0]).before(form, status);
  recall();
  lead();
  addEventListener("hashchange", lead);
})();
