// Let a trainee hand the test in twice, and keep the answers in this browser alone.
const KEPT = "seven-patients: test";
const sheet = document.querySelector("form.class-test");
const questions = [...sheet.querySelectorAll("script")].map((facts) => JSON.parse(facts.textContent));
const statuses = [...sheet.querySelectorAll(".asked [role=status]")];
const told = sheet.querySelector(".results");
const [handIn, erase] = sheet.querySelectorAll("button");

function show() {
  const { before, after } = kept(KEPT) ?? {};
  const last = after ? judgedAll(questions, after) : null;
  told.hidden = erase.hidden = !before;
  told.innerHTML = before ? results(questions, judgedAll(questions, before), last) : "";
  if (before && refused(KEPT)) told.insertAdjacentHTML("beforeend", `<p>${UNKEPT}</p>`);
  handIn.hidden = Boolean(after);
  handIn.textContent = `Hand in, ${before ? "after" : "before"} the course`;
  questions.forEach(({ name }, index) => {
    const { mark, says } = last?.[index] ?? { mark: "", says: "" };
    statuses[index].textContent = `${mark} ${says}`.trim();
    statuses[index].dataset.mark = mark;
    for (const choice of sheet.elements[name]) {
      choice.disabled = Boolean(after);
      if (after) choice.checked = choice.value === after[name];
    }
  });
}

sheet.addEventListener("submit", (event) => {
  event.preventDefault();
  const sittings = kept(KEPT) ?? {};
  keep(KEPT, { ...sittings, [sittings.before ? "after" : "before"]: Object.fromEntries(new FormData(sheet)) });
  sheet.reset();
  show();
  told.focus();
});
erase.addEventListener("click", () => {
  if (!confirm("Erase what this browser keeps of your test, before and after?")) return;
  keep(KEPT, null);
  sheet.reset();
  show();
  sheet.querySelector("input").focus();
});
addEventListener("pageshow", show);
addEventListener("storage", show);
