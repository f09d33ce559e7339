// Let the reader turn the lab's dials.
for (const place of document.querySelectorAll(".lab")) {
  const book = JSON.parse(place.querySelector("script").textContent);
  const form = place.querySelector("form");
  const design = { ...book.start };
  const told = place.querySelector(".told");
  const status = place.querySelector("[role=status]");
  const QUIET = 600; // milliseconds without a move until it is announced
  let before = { ...design }; // as it was when the move began
  let waiting;
  let dashed;
  let widths;

  function measure() {
    const widthOf = (name) => Math.max(180, Math.floor(place.querySelector(`[data-part="${name}"]`).clientWidth));
    widths = { wide: widthOf("boundary"), narrow: widthOf("declared") };
  }

  function show(names) {
    dashed ??= overTruths(book.published);
    if (!widths) measure();
    const write = parts(design, book, widths, dashed);
    for (const name of names ?? Object.keys(write)) {
      const part = place.querySelector(`[data-part="${name}"]`);
      const html = write[name]();
      if (part.innerHTML !== html) part.innerHTML = html;
    }
  }

  // At another width the pictures alone are others: one after the other, so that a phone can do something between.
  function fit() {
    measure();
    for (const name of ["boundary", "declared", "expected"]) setTimeout(show, 0, [name]);
  }

  // Told at once to who sees it, and to who hears it when the move is over.
  function tell(name) {
    told.textContent = moved(name, before, design, book);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      status.textContent = told.textContent;
      before = { ...design };
    }, QUIET);
  }

  // A number that is being typed is left alone until it is done.
  function setDials(typed) {
    for (const { key } of DIALS) {
      for (const input of form.elements[key]) if (input !== typed) input.value = design[key];
    }
  }

  function take(key, value) {
    const { min, max, whole } = DIALS.find((dial) => dial.key === key);
    const within = Math.min(Math.max(value, min), max);
    design[key] = whole ? Math.round(within) : within;
    if (key === "first") design.last = Math.max(design.first, design.last);
    if (key === "last") design.first = Math.min(design.first, design.last);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (!Number.isFinite(target.valueAsNumber)) return;
    take(target.name, target.valueAsNumber);
    setDials(target);
    show();
    const [name, unit = ""] = DIALS.find(({ key }) => key === target.name).name.split(", ");
    tell(`${name} from ${before[target.name]} to ${design[target.name]}${unit && `\u00a0${unit}`}`);
  });
  form.addEventListener("change", () => setDials());
  form.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    Object.assign(design, book.start, book.presets[target.textContent]);
    setDials();
    show();
    tell(target.textContent);
  });
  new ResizeObserver(fit).observe(place.querySelector(".pictures"));
}
