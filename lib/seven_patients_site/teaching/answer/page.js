// Let the reader answer, and keep what is done in this browser alone.
const DONE = "seven-patients: done";
const MAP_BOX = ".map-box";

function done() {
  const tasks = kept(DONE);
  return Array.isArray(tasks) ? tasks : [];
}

function finish(task) {
  if (!done().includes(task)) keep(DONE, [...done(), task]);
  show();
}

function showOnMap(link, ready, all) {
  for (const old of link.querySelectorAll(".map-done, .map-all-done")) old.remove();
  link.removeAttribute("aria-label");
  if (!ready) return;
  const box = link.querySelector(MAP_BOX);
  box.insertAdjacentHTML("afterend", bar(box, ready / all));
  link.setAttribute("aria-label", `${link.querySelector(".map-label").textContent}, ${count(ready, all)}`);
}

function show() {
  const ready = new Set(done());
  for (const place of document.querySelectorAll("[data-task]")) {
    place.classList.toggle("done", ready.has(place.dataset.task));
    if (place instanceof HTMLAnchorElement) {
      place.previousElementSibling.textContent = ready.has(place.dataset.task) ? "\u2611" : "\u2610";
      place.setAttribute("aria-label", `${place.textContent}${ready.has(place.dataset.task) ? ", done" : ""}`);
    }
  }
  for (const tally of document.querySelectorAll(".my-progress [role=status]")) {
    const tasks = [...document.querySelectorAll("a[data-task]")];
    const here = tasks.filter((task) => task.classList.contains("done")).length;
    tally.textContent = `${count(here, tasks.length)}.${refused(DONE) ? ` ${UNKEPT}` : ""}`;
  }
  for (const chapter of document.querySelectorAll("[data-tasks]")) {
    const tasks = chapter.dataset.tasks.split(" ");
    const here = tasks.filter((task) => ready.has(task)).length;
    if (chapter.querySelector(MAP_BOX)) showOnMap(chapter, here, tasks.length);
    else chapter.textContent = count(here, tasks.length);
  }
}

for (const answer of document.querySelectorAll("form.answer")) {
  const exercise = JSON.parse(answer.querySelector("script").textContent);
  const status = answer.querySelector("[role=status]");
  let tried = [];
  answer.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = tryIt(exercise, answer.elements.given.value, tried);
    tried = said.tried;
    status.textContent = `${said.mark} ${said.says}`.trim();
    status.dataset.mark = said.mark;
    if (said.mark === MARKS["+"]) finish(exercise.name);
  });
}

// a question at a chapter's end is done when the right choice was opened
for (const question of document.querySelectorAll(".self-test[data-task]")) {
  for (const choice of question.querySelectorAll("details")) {
    choice.addEventListener("toggle", () => {
      if (choice.open && choice.querySelector("p").textContent.startsWith("Right.")) finish(question.dataset.task);
    });
  }
}

document.querySelector(".my-progress button")?.addEventListener("click", () => {
  if (!confirm("Erase what this browser keeps of your progress?")) return;
  keep(DONE, null);
  show();
});
addEventListener("pageshow", show);
addEventListener("storage", show);
