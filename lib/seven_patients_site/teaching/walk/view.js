// What is shown of trials, as SVG and words: at the build for the start, and in the browser for what is run.

const UNIT = 16; // from one patient to the next, and from one survivor to the next
const HALF = UNIT / 2;
const EDGE = { left: 24, right: 12, top: 20, bottom: 24 };
const SPREAD = 0.6; // how far trials that are drawn together lie apart, in units
const LIFE = "#0072B2";
const DEATH = "#D55E00";
const ENOUGH = "#1994FF";

// Where the points of the lattice stand in the picture.
function frame({ last, least }) {
  const most = Math.max(...Object.values(least));
  const base = EDGE.top + HALF + most * UNIT;
  return {
    most,
    last,
    width: EDGE.left + last * UNIT + EDGE.right,
    height: base + HALF + EDGE.bottom,
    x: (n) => EDGE.left + n * UNIT,
    y: (x) => base - x * UNIT,
  };
}

function text(x, y, words, attributes = "") {
  return `<text x="${x}" y="${y}" fill="currentColor" ${attributes}>${words}</text>`;
}

function line(d, attributes) {
  return `<path d="${d}" fill="none" ${attributes}/>`;
}

// Trials that are drawn together lie side by side, so that many alike are wider than few.
function piled(trial, index, rule) {
  const at = frame(rule);
  const up = SPREAD * (((index * 7) % 15) / 14 - 0.5);
  const places = [0, ...trial].map((_, patients) => {
    const { n, x } = standing(trial.slice(0, patients));
    return `${at.x(n)} ${(at.y(x + up)).toFixed(1)}`;
  });
  const success = decision(standing(trial), rule) === "success";
  const look = success ? `stroke="${LIFE}" stroke-opacity="0.7"` : 'stroke="currentColor" stroke-opacity="0.3"';
  return line(`M${places.join("L")}`, `${look} stroke-width="0.75"`);
}

// What became of a patient: a life leads up, a death straight on, and each ends in a mark of its own.
function step(trial, at) {
  const from = standing(trial.slice(0, -1));
  const to = standing(trial);
  return marked(at.x(from.n), at.y(from.x), at.x(to.n), at.y(to.x));
}

function marked(left, from, x, y) {
  const lived = y < from;
  const colour = lived ? LIFE : DEATH;
  const mark = lived
    ? `<circle cx="${x}" cy="${y}" r="3" fill="${LIFE}"/>`
    : line(`M${x - 3} ${y - 3}l6 6m0-6l-6 6`, `stroke="${DEATH}" stroke-width="1.75"`);
  return line(`M${left} ${from}L${x} ${y}`, `class="step" pathLength="1" stroke="${colour}" stroke-width="2.25"`) + mark;
}

// Table 1: stairs, the region above them up to where all are alive, and a square at each of its entries.
function boundary({ least }, at) {
  const looks = Object.entries(least).map(([n, x]) => ({ n: Number(n), x }));
  const stairs = looks.map(
    ({ n, x }, index) => `${index ? "V" : `M${at.x(n) - HALF} `}${at.y(x) + HALF}H${at.x(n) + HALF}`,
  );
  const roof = looks.toReversed().map(({ n }) => `V${at.y(Math.min(n, at.most)) - HALF}H${at.x(n) - HALF}`);
  const squares = looks.map(({ n, x }) => `M${at.x(n) - 4} ${at.y(x) - 4}h8v8h-8z`);
  return (
    `<path d="${[...stairs, ...roof].join("")}z" fill="${ENOUGH}" fill-opacity="0.22"/>` +
    line(stairs.join(""), 'stroke="currentColor" stroke-width="1.5"') +
    line(squares.join(""), 'class="table-1" stroke="currentColor" stroke-width="0.75"')
  );
}

function axes(at) {
  const foot = at.y(0) + HALF;
  const below = foot + 14;
  return [
    line(`M${EDGE.left - HALF} ${EDGE.top}V${foot}H${at.width}`, 'stroke="currentColor" stroke-opacity="0.5"'),
    ...[0, 5, 10, 15].map((n) => text(at.x(n), below, n, 'text-anchor="middle"')),
    ...[0, 5, 10].map((x) => text(EDGE.left - 11, at.y(x) + 4, x, 'text-anchor="end"')),
    text(at.width, below, `${at.last} patients`, 'text-anchor="end"'),
    text(0, 11, "alive at day 56"),
  ].join("");
}

// What the two kinds of step look like, where no trial can come.
function key(at) {
  const [x, lived, died] = [at.x(0.3), at.y(9), at.y(7.8)];
  return (
    marked(x, lived, x + UNIT, lived - HALF) +
    text(x + UNIT + HALF, lived, "a life") +
    marked(x, died, x + UNIT, died) +
    text(x + UNIT + HALF, died + 4, "a death")
  );
}

function stood({ n, x }, at) {
  return (
    `<path d="M${at.x(n)} ${at.y(x) - 6}l6 6-6 6-6-6z" fill="currentColor"/>` +
    text(at.x(n - 1.7), at.y(x + 0.6), `${x} of ${n}`, 'font-weight="600" text-anchor="end"')
  );
}

function described({ rule, stood: { n, x } }) {
  const looks = Object.entries(rule.least);
  const [first, last] = [looks[0], looks.at(-1)].map(([patients, alive]) => `${alive} alive of ${patients}`);
  return (
    "A trial as a walk: each patient is a step to the right, and up as well for a life. " +
    `Table 1 is a staircase from ${first} to ${last}; whoever reaches it stops with success. ` +
    `${waysTo({ n, x }, rule).length} ways lead to ${x} of ${n}, where the trial stood.`
  );
}

function picture({ rule, ...book }) {
  const at = frame(rule);
  return [
    `<svg viewBox="0 0 ${at.width} ${at.height}" font-family="system-ui, sans-serif" role="img" `,
    `aria-label="${described({ rule, ...book })}">`,
    boundary(rule, at),
    axes(at),
    key(at),
    text(at.x(9.7), at.y(at.most) + 4, "Table 1: enough", 'font-weight="600"'),
    `<g data-part="pile">${waysTo(book.stood, rule).map((trial, index) => piled(trial, index, rule)).join("")}</g>`,
    `<g data-part="walk"></g>${stood(book.stood, at)}</svg>`,
  ].join("");
}

const percent = (share) => `${(100 * share).toFixed(1)}\u00a0%`;

function toldAtStart({ rule, stood: { n, x } }) {
  return `Thin lines: the ${waysTo({ n, x }, rule).length} ways to ${x} of ${n}, where the trial stood.`;
}

function toldOfPatient(trial, rule) {
  const { n, x } = standing(trial);
  const ends = {
    on: "",
    success: " <strong>Enough: it stops with success.</strong>",
    end: " <strong>Never enough.</strong>",
  };
  return `Patient ${n} ${trial.at(-1) ? "is alive" : "has died"}: ${x} of ${n} alive.${ends[decision({ n, x }, rule)]}`;
}

function toldOfTrials({ trials, successes }, exact) {
  return `${successes} of ${trials} trials declared success: ${percent(successes / trials)}. Exactly: ${percent(exact.success)}.`;
}

function toldOfSurvival(survival, { trials, successes }, exact) {
  const run = trials ? `; of these ${trials}, ${successes}` : "";
  return `At ${survival}\u00a0%, exactly ${percent(exact.success)} of trials declare success${run}.`;
}

// How the trials that were run stand beside what is exact: a table, and the same as a bar and a mark.
function counted({ trials, successes, patients }, exact, { averages }) {
  const row = (name, run, sure) => `<tr><th scope="row">${name}</th><td>${trials ? run : "–"}</td><td>${sure}</td></tr>`;
  const run = trials ? `in ${trials} trial${trials === 1 ? "" : "s"}` : "no trial yet";
  const share = trials ? successes / trials : 0;
  const rows = [
    row("Success declared", `${percent(share)} <small>(${successes})</small>`, percent(exact.success)),
    averages ? row("Patients, on average", (patients / trials).toFixed(1), exact.patients?.toFixed(1)) : "",
  ];
  return (
    `<table${trials ? "" : ' class="no-trial"'}><thead><tr><td></td><th scope="col">${run}</th><th scope="col">exactly</th></tr></thead>` +
    `<tbody>${rows.join("")}</tbody></table>` +
    '<svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">' +
    '<rect width="100" height="4" fill="currentColor" fill-opacity="0.15"/>' +
    `<rect width="${(100 * share).toFixed(2)}" height="4" fill="${LIFE}"/>` +
    line(`M${(100 * exact.success).toFixed(2)} 0v4`, 'stroke="currentColor" stroke-width="3"') +
    "</svg>"
  );
}

function exactly({ slider, exact }, survival) {
  const place = Math.round((survival - slider.min) / slider.step);
  return { success: exact.success[place], patients: exact.patients[place] };
}

// The whole in its start.
function whole(book) {
  const { min, max, step } = book.slider;
  const range = `min="${min}" max="${max}" step="${step}" value="${book.survival}"`;
  const presets = book.presets.map((at) => `<button type="button" value="${at}">${at}\u00a0%</button>`);
  const group = `<div class="presets" role="group" aria-label="True survival">${presets.join("")}</div>`;
  return [
    '<div class="trial" id="run-the-trial"><form>',
    '<div class="first"><button type="button" name="patient">Next patient</button>',
    '<button type="button" name="trials">Run 200 trials</button></div>',
    `<p role="status" data-part="told">${toldAtStart(book)}</p>`,
    picture(book),
    '<div class="dial"><label for="trial-survival">True survival</label> ',
    `<strong data-part="survival">${book.survival}\u00a0%</strong>`,
    book.averages ? "" : group,
    `<input type="range" id="trial-survival" ${range} autocomplete="off">`,
    `<small>${book.survival}\u00a0%: the paper’s figure for existing treatments</small></div>`,
    book.averages ? group : "",
    `<div class="counted" data-part="counted">${counted(NONE, exactly(book, book.survival), book)}</div>`,
    `<script type="application/json">${JSON.stringify(book)}</script></form></div>`,
  ].join("");
}
