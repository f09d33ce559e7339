// Put a search field and three choices above the ledger. Without this script the whole table stands there.
(() => {
  const table = document.querySelector("table.ledger");
  const rows = [...table.querySelectorAll("tbody tr")];

  const form = document.createElement("form");
  form.className = "ledger-filter";
  form.addEventListener("submit", (event) => event.preventDefault());

  function field(name, control) {
    const label = document.createElement("label");
    label.append(name, control);
    form.append(label);
    return control;
  }

  function choice(name, key) {
    const values = [...new Set(rows.map((row) => row.dataset[key]))].filter(Boolean);
    const select = document.createElement("select");
    const named = (value) => new Option(value.split("/").pop().replaceAll("-", " "), value);
    select.append(new Option("all", ""), ...values.map(named));
    return [key, field(name, select)];
  }

  const search = field("Search", Object.assign(document.createElement("input"), { type: "search" }));
  const choices = [choice("Verdict", "verdict"), choice("Part of the paper", "part"), choice("Chapter", "chapter")];
  const status = document.createElement("p");
  status.setAttribute("role", "status");

  function tell(shown) {
    status.textContent = `${shown} of ${rows.length} claims shown`;
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const chosen = choices.every(([key, select]) => !select.value || row.dataset[key] === select.value);
      row.hidden = !(chosen && words.every((word) => text.includes(word)));
      shown += !row.hidden;
    }
    tell(shown);
  }

  form.addEventListener("input", filter);
  table.before(form, status);
  tell(rows.length);

  // a link to one claim must find it, whatever was filtered
  addEventListener("hashchange", () => {
    const row = document.getElementById(location.hash.slice(1));
    if (!rows.includes(row)) return;
    if (row.hidden) form.reset();
    filter();
    row.scrollIntoView();
  });
})();
