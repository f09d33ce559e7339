// What the lab shows of a design, as HTML: at the build for the start, and in the browser for every other choice.

const DIALS = [
  { key: "rate", name: "Survival in history, %", min: 5, max: 95, step: 0.5 },
  { key: "cases", name: "Patients that history is worth", min: 5, max: 300, step: 1 },
  { key: "mean", name: "Mean of the new treatment's prior, %", min: 5, max: 95, step: 0.5 },
  { key: "size", name: "Patients that this prior is worth", min: 1, max: 100, step: 1 },
  { key: "cutoff", name: "Cut-off for Pr(better)", min: 0.5, max: 0.995, step: 0.005 },
  { key: "first", name: "First look, patients", min: 1, max: 40, step: 1, whole: true },
  { key: "last", name: "Last look, patients", min: 1, max: 40, step: 1, whole: true },
];
const EFFICACY = "#1994FF";
const CURVE = "#0072B2";
const EDGE = { left: 42, right: 12, top: 26, bottom: 40 };
const TRUTHS = Array.from({ length: 101 }, (_, percent) => percent);

const percent = (share) => `${(100 * share).toFixed(1)} %`;

function text(x, y, words, attributes = "") {
  return `<text x="${x}" y="${y}" fill="currentColor" font-size="12" ${attributes}>${words}</text>`;
}

// A picture of the width given: axes, what is drawn between them, and its description as its name.
function picture({ width, height, description, x, y, draw }) {
  const right = width - EDGE.right;
  const foot = height - EDGE.bottom;
  const at = {
    x: (value) => EDGE.left + ((value - x.low) / (x.high - x.low)) * (right - EDGE.left),
    y: (value) => foot - ((value - y.low) / (y.high - y.low)) * (foot - EDGE.top),
    right,
    foot,
  };
  const axes = [
    `<path d="M${EDGE.left} ${EDGE.top}V${foot}H${right}" fill="none" stroke="currentColor" stroke-opacity="0.5"/>`,
    ...ticks(x).map((value) => text(at.x(value), foot + 16, value, 'text-anchor="middle"')),
    ...ticks(y).map((value) => text(EDGE.left - 6, at.y(value) + 4, value, 'text-anchor="end"')),
    text(right, height - 6, x.title, 'text-anchor="end"'),
    text(0, 12, y.title),
  ];
  const name = description.replaceAll('"', "&quot;");
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${name}">${axes.join("")}${draw(at)}</svg>`;
}

function ticks({ low, high, every }) {
  const step = every ?? [1, 2, 5, 10].find((step) => high - low <= 9 * step) ?? 20;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, index) => first + index * step);
}

function boundaryPicture(design, bounds, book, width) {
  const high = Math.max(design.last, book.trial.n) + 1;
  const table = book.published.filter(({ n }) => n < high);
  const top = Math.max(...[...bounds, ...table, book.trial].map(({ x }) => x ?? 0)) + 1;
  const shown = bounds.filter(({ x }) => x !== null);
  const { x, n } = book.trial;
  return picture({
    width,
    height: 300,
    description: `${boundaryTitle(bounds)}. ${comparison(bounds, book)} The trial stood at ${x} of ${n}.`,
    x: { low: 0, high, title: "patients with a known outcome" },
    y: { low: 0, high: top, title: "survivors" },
    draw(at) {
      const half = (at.x(1) - at.x(0)) / 2;
      const column = ({ n, x }) =>
        `<rect x="${at.x(n) - half}" y="${EDGE.top}" width="${2 * half}" height="${at.y(x) - EDGE.top}" fill="${EFFICACY}" fill-opacity="0.2"/>`;
      const square = ({ n, x }) =>
        `<rect x="${at.x(n) - 5}" y="${at.y(x) - 5}" width="10" height="10" fill="${EFFICACY}"/>`;
      const ring = ({ n, x }) =>
        `<circle cx="${at.x(n)}" cy="${at.y(x)}" r="8" fill="none" stroke="currentColor"/>`;
      const [left, level] = [at.x(n), at.y(x)];
      const diamond = `<path d="M${left} ${level - 6}l6 6-6 6-6-6z" fill="currentColor"/>`;
      // below the boundary, where there is room, and clear of what a lower boundary has there
      const clear = 'font-weight="bold" paint-order="stroke" stroke="var(--pst-color-background)" stroke-width="4"';
      const label = text(left + 10, level + 19, `${x} of ${n}`, clear);
      return [...shown.map(column), ...shown.map(square), ...table.map(ring), diamond, label].join("");
    },
  });
}

// What a boundary does at every true survival.
function overTruths(bounds) {
  return TRUTHS.map((truth) => operatingCharacteristics(bounds, truth / 100));
}

// One curve over the true survival, beside that of Table 1, with its value at the rate of history.
function curvePicture({ rate, atRate, curve, dashed, width, title, description, high, value, write }) {
  return picture({
    width,
    height: 240,
    description,
    x: { low: 0, high: 100, every: 20, title: "true survival at day 56, %" },
    y: { low: 0, high, title },
    draw(at) {
      const point = (each, index) =>
        `${index ? "L" : "M"}${at.x(TRUTHS[index]).toFixed(1)} ${at.y(value(each)).toFixed(1)}`;
      const path = (curve) => curve.map(point).join("");
      const here = value(atRate);
      const side = rate < 50 ? 'text-anchor="start"' : 'text-anchor="end"';
      const low = here < high / 2 ? -10 : 18;
      return [
        `<path d="${path(dashed)}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="5 4"/>`,
        `<path d="${path(curve)}" fill="none" stroke="${CURVE}" stroke-width="2.5"/>`,
        `<path d="M${at.x(rate)} ${EDGE.top}V${at.foot}" stroke="currentColor" stroke-opacity="0.4"/>`,
        `<circle cx="${at.x(rate)}" cy="${at.y(here)}" r="4.5" fill="currentColor"/>`,
        text(at.x(rate) + (rate < 50 ? 8 : -8), at.y(here) + low, write(here), `${side} font-weight="bold"`),
      ].join("");
    },
  });
}

function boundaryTitle(bounds) {
  const shown = bounds.filter(({ x }) => x !== null);
  if (!shown.length) return "With this design no number of survivors is enough";
  const [first, last] = [shown[0], shown.at(-1)];
  const ends = first === last ? `${first.x} of ${first.n}` : `from ${first.x} of ${first.n} to ${last.x} of ${last.n}`;
  return `Enough survivors: ${ends}`;
}

function comparison(bounds, book) {
  const least = new Map(bounds.map(({ n, x }) => [n, x]));
  const looked = book.published.filter(({ n }) => least.has(n));
  const other = looked.filter(({ n, x }) => least.get(n) !== x);
  const missing = book.published.length - looked.length;
  const told = other.slice(0, 4).map(({ n, x }) => (least.get(n) === null ? `none is enough at ${n}` : `${least.get(n)} of ${n}, not ${x}`));
  const more = other.length > told.length ? `; and ${other.length - told.length} more` : "";
  const parts = [
    other.length ? `Differs from Table 1: ${told.join("; ")}${more}.` : looked.length ? "Each of its bounds that Table 1 has too is the same." : "",
    missing ? `${missing} of the ${book.published.length} looks of Table 1 are not made.` : "",
  ];
  const same = !other.length && !missing && bounds.length === book.published.length;
  return same ? "This is Table 1, at every look." : parts.filter(Boolean).join(" ");
}

function verdict(design, bounds, book) {
  const { x, n } = book.trial;
  const prob = certainty(design, x, n);
  const enough = prob >= design.cutoff - TIE;
  const look = bounds.some((bound) => bound.n === n) ? "" : ` But this design does not look at ${n} patients.`;
  const side = enough ? "at or above" : "below";
  return (
    `<strong>${enough ? "✓" : "✗"} ${x} of ${n} is ${enough ? "enough" : "not enough"}.</strong> ` +
    `Pr(better) is ${prob.toFixed(4)}, ${side} the cut-off of ${design.cutoff}.${look} ${comparison(bounds, book)}`
  );
}

function settings(design) {
  const { rate, cases, mean, size, cutoff, first, last } = design;
  return (
    `History: ${rate} % in ${cases} patients. Prior of the new treatment: mean ${mean} %, worth ${size}. ` +
    `Cut-off ${cutoff}. A look after each patient, from ${first} to ${last}.`
  );
}

function pythonLines({ rate, cases, mean, size, cutoff, first, last }, { trial: { x, n } }) {
  return [
    "from onearm.designs import BetaPrior, ThallSimon",
    "",
    `history = BetaPrior.from_mean(${rate / 100}, size=${cases})`,
    `weak = BetaPrior.from_mean(${mean / 100}, size=${size})`,
    `design = ThallSimon(history, weak, ${first}, ${last}, p_upper=${cutoff})`,
    "rule = design.rule()",
    "print(rule)",
    `print(f"Pr(better | ${x} of ${n}): {design.prob_better(${x}, ${n}):.4f}")`,
    `result = rule.operating_characteristics([${rate / 100}, 0.5])`,
    'print("success declared:", result.p_promising.round(4))',
    'print("expected patients:", result.expected_n.round(2))',
  ].join("\n");
}

function table(caption, head, rows) {
  const line = (cells) => `<tr><th>${cells[0]}</th>${cells.slice(1).map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  const top = head.map((name) => `<th scope="col">${name}</th>`).join("");
  return `<table class="dataframe"><caption>${caption}</caption><thead><tr>${top}</tr></thead><tbody>${rows.map(line).join("")}</tbody></table>`;
}

function numbers(design, bounds, book) {
  const printed = new Map(book.published.map(({ n, x }) => [n, x]));
  const none = "–";
  const looks = bounds.map(({ n, x }) => [
    n,
    x ?? none,
    printed.get(n) ?? none,
    x === null ? none : certainty(design, x, n).toFixed(4),
    x === 0 ? none : certainty(design, (x ?? n + 1) - 1, n).toFixed(4),
  ]);
  const truths = [design.rate, ...TRUTHS.filter((truth) => truth % 10 === 0 && truth !== design.rate)];
  const long = truths.sort((one, other) => one - other).map((truth) => {
    const { declared, expected } = operatingCharacteristics(bounds, truth / 100);
    return [truth, (100 * declared).toFixed(2), expected.toFixed(2)];
  });
  return (
    table("The boundary", ["patients", "fewest survivors", "in Table 1", "Pr(better) there", "with one fewer"], looks) +
    table("In the long run", ["true survival, %", "success declared, %", "expected patients"], long)
  );
}

// Everything that changes with the design, by the name of its place; the dashed curve, that of Table 1, does not.
function shown(design, book, width, dashed = overTruths(book.published)) {
  const bounds = boundary(design);
  const { rate } = design;
  const atRate = operatingCharacteristics(bounds, rate / 100);
  const half = operatingCharacteristics(bounds, 0.5);
  const curves = { rate, atRate, curve: overTruths(bounds), dashed, width };
  const declared = `At the survival of history, ${rate} %, success is declared in ${percent(atRate.declared)} of trials; at 50 %, in ${percent(half.declared)}`;
  const expected = `At the survival of history the trial takes ${atRate.expected.toFixed(1)} patients on average; at 50 %, ${half.expected.toFixed(1)}`;
  return {
    settings: settings(design),
    verdict: verdict(design, bounds, book),
    "boundary-title": boundaryTitle(bounds),
    boundary: boundaryPicture(design, bounds, book, width),
    "declared-title": declared,
    declared: curvePicture({
      ...curves,
      title: "success declared, % of trials",
      description: `${declared}. Dashed: Table 1.`,
      high: 100,
      value: ({ declared }) => 100 * declared,
      write: (value) => `${value.toFixed(1)} %`,
    }),
    "expected-title": expected,
    expected: curvePicture({
      ...curves,
      title: "patients on average",
      description: `${expected}. Dashed: Table 1.`,
      high: Math.max(design.last, book.published.at(-1).n),
      value: ({ expected }) => expected,
      write: (value) => value.toFixed(1),
    }),
    numbers: numbers(design, bounds, book),
    lines: pythonLines(design, book),
  };
}

function dial({ key, name, min, max, step }, value) {
  const range = `min="${min}" max="${max}" step="${step}" value="${value}" name="${key}" autocomplete="off"`;
  return (
    `<div class="dial"><label for="lab-${key}">${name}</label><input type="number" id="lab-${key}" ${range}>` +
    `<input type="range" ${range} aria-label="${name}, slider"></div>`
  );
}

function figure(place, parts, legend = "") {
  return `<figure><figcaption data-part="${place}-title">${parts[`${place}-title`]}</figcaption>${legend}<div data-part="${place}">${parts[place]}</div></figure>`;
}

// The whole lab in its start.
function lab(book) {
  const parts = shown(book.start, book, 600);
  const place = (tag, name, attributes = "") => `<${tag} data-part="${name}" ${attributes}>${parts[name]}</${tag}>`;
  const presets = Object.keys(book.presets).map((name) => `<button type="button">${name}</button>`);
  const curves = '<p class="legend">Line: this design. Dashed: Table 1. Upright line: the survival of history.</p>';
  return [
    '<div class="lab"><form><fieldset><legend>The design</legend>',
    `<div class="dials">${DIALS.map((each) => dial(each, book.start[each.key])).join("")}</div>`,
    `<div class="presets" role="group" aria-label="Designs to start from">${presets.join("")}</div></fieldset></form>`,
    place("p", "settings", 'class="settings"'),
    place("p", "verdict", 'class="verdict" role="status"'),
    figure("boundary", parts, '<p class="legend">Square: fewest survivors that are enough; shaded: enough. Ring: Table 1. Diamond: where the trial stood.</p>'),
    figure("declared", parts, curves),
    figure("expected", parts, curves),
    `<details><summary>Show the numbers</summary>${place("div", "numbers", 'class="numbers pst-scrollable-table-container"')}</details>`,
    "<p>The same in Python:</p>",
    `<div class="highlight-python notranslate"><div class="highlight">${place("pre", "lines")}</div></div>`,
    `<script type="application/json">${JSON.stringify(book)}</script></div>`,
  ].join("");
}
