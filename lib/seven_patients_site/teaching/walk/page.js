// Let the reader treat one patient more, or run two hundred trials.
for (const place of document.querySelectorAll(".trial")) {
  const book = JSON.parse(place.querySelector("script").textContent);
  const { rule } = book;
  const form = place.querySelector("form");
  const button = form.elements.patient;
  const slider = form.querySelector("[type=range]");
  const parts = Object.fromEntries([...place.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const random = mulberry32(crypto.getRandomValues(new Uint32Array(1))[0]);
  const MANY = 200;
  const PER_FRAME = 2;

  let trial = []; // the one that the reader walks
  let numbers = []; // by each of many trials those of its patients, which stay where the survival moves
  let counts = NONE;
  let left = 0; // trials still to be run
  let drawn = 0; // trials in the pile
  let waiting = 0; // for the next frame

  const survival = () => slider.valueAsNumber;
  const exact = () => exactly(book, survival());
  const show = () => {
    parts.counted.innerHTML = counted(counts, exact(), book);
  };
  const tell = (words) => {
    parts.told.innerHTML = words;
  };

  const ended = () => decision(standing(trial), rule) !== "on";

  function stand(there) {
    trial = there;
    button.textContent = ended() ? "New trial" : "Next patient";
  }

  function clear() {
    for (const part of [parts.pile, parts.walk]) part.textContent = "";
    drawn = 0;
  }

  function count(done) {
    counts = done.reduce((sum, each) => tally(sum, each, rule), counts);
    const lines = done.map((each, index) => piled(each, drawn + index, rule));
    parts.pile.insertAdjacentHTML("beforeend", lines.join(""));
    drawn += done.length;
  }

  function nextPatient() {
    if (!counts.trials && !trial.length) clear();
    if (ended()) parts.walk.textContent = "";
    stand(treat(ended() ? [] : trial, survival(), random));
    parts.walk.insertAdjacentHTML("beforeend", step(trial, frame(rule)));
    tell(toldOfPatient(trial, rule));
    if (ended()) count([trial]);
    show();
  }

  // The trial that the reader has begun is the first of them.
  function run(some) {
    const begun = ended() ? [] : trial;
    const next = numbers.slice(MANY - left).slice(0, some);
    count(next.map((own, index) => finish(index ? [] : begun, survival(), inTurn(own), rule)));
    stand([]);
    left -= next.length;
  }

  function runSome() {
    run(PER_FRAME);
    if (left) waiting = requestAnimationFrame(runSome);
    else tell(toldOfTrials(counts, exact()));
    show();
  }

  function runMany() {
    clear();
    numbers = Array.from({ length: MANY }, () => Array.from({ length: rule.last }, random));
    left = MANY;
    if (still.matches) run(MANY);
    runSome();
  }

  // What still runs is done before anything else is.
  function runTheRest() {
    cancelAnimationFrame(waiting);
    if (left) run(left);
  }

  // Many trials that were run are run anew with the same numbers, so that the survival alone changes.
  function followSurvival() {
    cancelAnimationFrame(waiting);
    left = numbers.length;
    if (counts.trials || trial.length || left) clear();
    stand([]);
    counts = NONE;
    run(left);
    parts.survival.textContent = `${survival()}\u00a0%`;
    slider.setAttribute("aria-valuetext", `${survival()}\u00a0%`);
    tell(toldOfSurvival(survival(), counts, exact()));
    show();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  slider.addEventListener("input", followSurvival);
  form.addEventListener("click", ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    runTheRest();
    if (target.name === "patient") nextPatient();
    else if (target.name === "trials") runMany();
    else {
      slider.value = target.value;
      followSurvival();
    }
  });
}
