// Let the reader turn the lab's dials.
for (const place of document.querySelectorAll(".lab")) {
  const book = JSON.parse(place.querySelector("script").textContent);
  const form = place.querySelector("form");
  const design = { ...book.start };
  const dashed = overTruths(book.published);

  function show() {
    const width = Math.max(280, Math.round(place.clientWidth));
    for (const [name, html] of Object.entries(shown(design, book, width, dashed))) {
      const part = place.querySelector(`[data-part="${name}"]`);
      if (part.innerHTML !== html) part.innerHTML = html;
    }
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
  });
  form.addEventListener("change", () => setDials());
  form.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    Object.assign(design, book.start, book.presets[target.textContent]);
    setDials();
    show();
  });
  new ResizeObserver(show).observe(place);
}
