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
const EDGE = { left: 42, right: 12, top: 26, bottom: 40 };
const LETTER = { width: 7, above: 10, below: 3 }; // of a text of 12 pixels, about its baseline
const TRUTHS = Array.from({ length: 101 }, (_, percent) => percent);

const percent = (share) => `${(100 * share).toFixed(1)}\u00a0%`;

function text(x, y, words, attributes = "") {
  return `<text x="${x}" y="${y}" fill="currentColor" font-size="12" ${attributes}>${words}</text>`;
}

// The first of some places at which a text meets none of the marks, each a point with its reach.
function free(words, places, marks) {
  const long = words.length * LETTER.width;
  return places.find(({ x, y, anchor }) => {
    const left = { start: x, middle: x - long / 2, end: x - long }[anchor];
    return marks.every(
      (mark) =>
        mark.x + mark.reach < left || mark.x - mark.reach > left + long ||
        mark.y + mark.reach < y - LETTER.above || mark.y - mark.reach > y + LETTER.below,
    );
  });
}

function over({ x, y, anchor }, words, attributes = "") {
  return text(x, y, words, `text-anchor="${anchor}" class="over" ${attributes}`);
}

// What has no free place is left out: the title or the legend says it too.
function boldText(words, places, marks) {
  const place = free(words, places, marks);
  return place ? over(place, words, 'font-weight="bold"') : "";
}

// Places about a point, from the upper left on, and the same farther and farther above, below and beside it.
function about(x, y, reach) {
  return [1, 2, 3, 5, 7].flatMap((far) => {
    const [up, down] = [y - far * reach - 2, y + far * reach + 10];
    return [
      { x: x - reach, y: up, anchor: "end" }, { x: x + reach, y: up, anchor: "start" },
      { x: x + reach, y: down, anchor: "start" }, { x: x - reach, y: down, anchor: "end" },
      { x, y: up - 6, anchor: "middle" }, { x, y: down + 6, anchor: "middle" },
      { x: x + far * reach + 4, y: y + 4, anchor: "start" }, { x: x - far * reach - 4, y: y + 4, anchor: "end" },
    ];
  });
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

// What the design makes of the patients of the trial: "enough", "short", or "unseen" where it has no look at them.
function standing(design, bounds, { trial: { x, n } }) {
  if (!bounds.some((bound) => bound.n === n)) return "unseen";
  return certainty(design, x, n) >= design.cutoff - TIE ? "enough" : "short";
}

// Where the trial stood: a full diamond where that is enough, a crossed one where not, a hollow one without a look.
function diamond(kind, x, y, reach) {
  const half = reach / 2;
  const cross = `<path d="M${x - half} ${y - half}l${reach} ${reach}m0-${reach}l-${reach} ${reach}" class="cross"/>`;
  return (
    `<path d="M${x} ${y - reach}l${reach} ${reach}-${reach} ${reach}-${reach}-${reach}z" class="trial-${kind}"/>` +
    (kind === "short" ? cross : "")
  );
}

// Column by column: what is enough, what is not, and the numbers of patients without a look.
function regions(design, bounds, at, top) {
  const half = (at.x(1) - at.x(0)) / 2;
  const least = new Map(bounds.map(({ n, x }) => [n, x]));
  const box = (n, low, high, kind) =>
    `<rect x="${at.x(n) - half}" y="${at.y(high)}" width="${2 * half}" height="${at.y(low) - at.y(high)}" class="${kind}"/>`;
  return Array.from({ length: design.last }, (_, index) => {
    const n = index + 1;
    const roof = Math.min(n + 0.5, top);
    if (!least.has(n)) return box(n, 0, roof, "unseen");
    const bound = least.get(n);
    if (bound === null) return box(n, 0, roof, "short");
    const sill = Math.min(Math.max(bound - 0.5, 0), roof);
    return box(n, 0, sill, "short") + box(n, sill, roof, "enough");
  }).join("");
}

// The boundary as stairs, each step half a survivor below the fewest that are enough.
function stairs(shown, at) {
  const half = (at.x(1) - at.x(0)) / 2;
  const level = ({ x }) => at.y(Math.max(x - 0.5, 0));
  const steps = shown.map((look, index) => {
    const apart = index === 0 || shown[index - 1].n !== look.n - 1;
    return `${apart ? `M${at.x(look.n) - half} ` : "V"}${level(look)}H${at.x(look.n) + half}`;
  });
  return `<path d="${steps.join("")}" class="stairs"/>`;
}

function extent(design, bounds, book) {
  const high = Math.max(design.last, book.trial.n) + 1;
  const table = book.published.filter(({ n }) => n < high);
  const top = Math.max(...[...bounds, ...table, book.trial].map(({ x }) => x ?? 0)) + 1;
  return { high, table, top, shown: bounds.filter(({ x }) => x !== null) };
}

function boundaryPicture(design, bounds, book, width) {
  const { high, table, top, shown } = extent(design, bounds, book);
  const { x, n } = book.trial;
  return picture({
    width,
    height: 240,
    description: `${boundaryTitle(bounds)}. ${comparison(bounds, book)} The trial stood at ${x} of ${n}: ${inWords(standing(design, bounds, book), book)}.`,
    x: { low: 0, high, title: "patients with a known outcome" },
    y: { low: 0, high: top, title: "survivors" },
    draw(at) {
      const square = ({ n, x }) =>
        `<rect x="${at.x(n) - 5}" y="${at.y(x) - 5}" width="10" height="10" class="look"/>`;
      const ring = ({ n, x }) => `<circle cx="${at.x(n)}" cy="${at.y(x)}" r="8" class="ring"/>`;
      const [left, level] = [at.x(n), at.y(x)];
      const marks = [...shown, ...table].map(({ n, x }) => ({ x: at.x(n), y: at.y(x), reach: 8 }));
      const label = boldText(`${x} of ${n}`, about(left, level, 10), marks);
      return [
        regions(design, bounds, at, top),
        stairs(shown, at),
        ...shown.map(square),
        ...table.map(ring),
        diamond(standing(design, bounds, book), left, level, 8),
        label,
        names(design, bounds, at, top, [...marks, { x: left, y: level, reach: 30 }]),
      ].join("");
    },
  });
}

// The names of the regions that have room for them.
function names(design, bounds, at, top, marks) {
  const column = at.x(1) - at.x(0);
  const name = (columns, y, words) => {
    if (columns.length * column < words.length * LETTER.width) return "";
    const place = { x: (at.x(columns[0]) + at.x(columns.at(-1))) / 2, y, anchor: "middle" };
    return free(words, [place], marks) ? over(place, words) : "";
  };
  const where = (test) => bounds.filter(test).map(({ n }) => n);
  const low = at.foot - 8;
  return [
    name(Array.from({ length: design.first - 1 }, (_, index) => index + 1), low, "no look"),
    name(where(({ x }) => x === null || at.foot - at.y(x) > 40), low, "not enough"),
    name(where(({ n, x }) => x !== null && n >= top && at.y(x) > EDGE.top + 30), EDGE.top + 14, "enough"),
  ].join("");
}

// The boundary small, beside the verdict; what it shows is told by the large one and by the words beside it.
function smallPicture(design, bounds, book) {
  const { high, table, top, shown } = extent(design, bounds, book);
  const [width, height] = [104, 84];
  const at = {
    x: (value) => 2 + (value / high) * (width - 4),
    y: (value) => height - 3 - (value / top) * (height - 8),
  };
  const dot = ({ n, x }) => `<circle cx="${at.x(n)}" cy="${at.y(x)}" r="1.6" fill="currentColor"/>`;
  const { x, n } = book.trial;
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">`,
    regions(design, bounds, at, top),
    stairs(shown, at),
    ...table.map(dot),
    diamond(standing(design, bounds, book), at.x(n), at.y(x), 6),
    "</svg>",
  ].join("");
}

// What a boundary does at every true survival.
function overTruths(bounds) {
  return TRUTHS.map((truth) => operatingCharacteristics(bounds, truth / 100));
}

// One curve over the true survival, beside that of Table 1, with its value at the rate of history.
function curvePicture({ rate, atRate, curve, dashed, width, title, description, high, value, write }) {
  return picture({
    width,
    height: 190,
    description,
    x: { low: 0, high: 100, every: 20, title: "true survival at day 56, %" },
    y: { low: 0, high, title },
    draw(at) {
      const point = (each, index) =>
        `${index ? "L" : "M"}${at.x(TRUTHS[index]).toFixed(1)} ${at.y(value(each)).toFixed(1)}`;
      const path = (curve) => curve.map(point).join("");
      const here = value(atRate);
      const [left, level] = [at.x(rate), at.y(here)];
      const onCurve = (curve) => curve.map((each, index) => ({ x: at.x(TRUTHS[index]), y: at.y(value(each)), reach: 5 }));
      const onLine = Array.from({ length: 25 }, (_, index) => ({ x: left, y: EDGE.top + (index / 24) * (at.foot - EDGE.top), reach: 1 }));
      const label = write(here);
      const long = label.length * LETTER.width;
      const within = ({ x, y, anchor }) =>
        y > EDGE.top + LETTER.above && y < at.foot - LETTER.below && (anchor === "end" ? x - long > EDGE.left : x + long < at.right);
      const places = about(left, level, 8).filter(({ anchor }) => anchor !== "middle").filter(within);
      return [
        `<path d="${path(dashed)}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="5 4"/>`,
        `<path d="${path(curve)}" class="curve"/>`,
        `<path d="M${left} ${EDGE.top}V${at.foot}" stroke="currentColor" stroke-opacity="0.4"/>`,
        `<circle cx="${left}" cy="${level}" r="4.5" fill="currentColor"/>`,
        boldText(label, places, [...onCurve(curve), ...onCurve(dashed), ...onLine]),
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

// Some numbers of patients in words: three of them, and how many more.
function listed(numbers) {
  const more = numbers.length - 3;
  return `n\u00a0=\u00a0${numbers.slice(0, 3).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

// How the boundary stands to Table 1: at which of its looks it fails, and which looks only one of them makes.
function comparison(bounds, { published }) {
  const least = new Map(bounds.map(({ n, x }) => [n, x]));
  const looked = published.filter(({ n }) => least.has(n));
  const other = looked.filter(({ n, x }) => least.get(n) !== x).map(({ n }) => n);
  const missing = published.filter(({ n }) => !least.has(n)).map(({ n }) => n);
  const added = bounds.map(({ n }) => n).filter((n) => !published.some((look) => look.n === n));
  const lost = missing.length ? `without its looks at ${listed(missing)}` : "at every look";
  return [
    other.length ? `Table 1 fails at ${listed(other)}.` : looked.length ? `Table 1 holds ${lost}.` : "None of its looks is one of Table 1.",
    other.length && missing.length ? `Its looks at ${listed(missing)} are missing.` : "",
    added.length ? `New looks at ${listed(added)}.` : "",
  ].filter(Boolean).join(" ");
}

function inWords(kind, { trial: { n } }) {
  return { enough: "enough", short: "not enough", unseen: `the design does not look at ${n}` }[kind];
}

const MARKS = { enough: "✓", short: "✗", unseen: "–" };

function verdict(design, bounds, book) {
  const { x, n } = book.trial;
  const kind = standing(design, bounds, book);
  const prob = certainty(design, x, n);
  const side = kind === "enough" ? "at or above" : "below";
  const end = design.first > n ? `the first look is at ${design.first}` : `the last look is at ${design.last}`;
  const head = kind === "unseen" ? `No look at ${n}: ${end}.` : `${x} of ${n} is ${inWords(kind, book)}.`;
  const there =
    kind === "unseen"
      ? `Pr(better) after ${x} of ${n}: ${prob.toFixed(4)}; cut-off ${design.cutoff}.`
      : `Pr(better) is ${prob.toFixed(4)}, ${side} the cut-off ${design.cutoff}.`;
  return `<strong class="verdict-${kind}"><span aria-hidden="true">${MARKS[kind]}</span> ${head}</strong> ${there}`;
}

// What a move from one design to another did to Table 1 and to the verdict; what moved is named before it.
function moved(name, before, after, book) {
  const bounds = boundary(after);
  const { x, n } = book.trial;
  const was = standing(before, boundary(before), book);
  const is = standing(after, bounds, book);
  const verdicts = {
    enough: `${x} of ${n} is ${was === is ? "still" : "now"} enough.`,
    short: `${x} of ${n} is ${was === is ? "still not" : was === "enough" ? "no longer" : "not"} enough.`,
    unseen: `The design ${was === is ? "still does not look" : "no longer looks"} at ${n}.`,
  };
  return `${name}: ${comparison(bounds, book)} ${verdicts[is]}`;
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
    `truths = [${rate / 100}, 0.5]`,
    "result = rule.operating_characteristics(truths)",
    "for p, declared, n in zip(truths, result.p_promising, result.expected_n):",
    '    print(f"at {100 * p:g} %: success in {100 * declared:.2f} % of trials,")',
    '    print(f"    and {n:.2f} patients on average")',
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

// How to write each thing that changes with the design, by the name of its place; the dashed curve, that of Table 1,
// does not.
function parts(design, book, { wide, narrow }, dashed = overTruths(book.published)) {
  const bounds = boundary(design);
  const { rate } = design;
  const atRate = operatingCharacteristics(bounds, rate / 100);
  const half = operatingCharacteristics(bounds, 0.5);
  const declared = `Success: ${percent(atRate.declared)} of trials at ${rate}\u00a0% survival, ${percent(half.declared)} at 50\u00a0%`;
  const expected = `Patients: ${atRate.expected.toFixed(1)} on average at ${rate}\u00a0% survival, ${half.expected.toFixed(1)} at 50\u00a0%`;
  let curve;
  const curves = () => ({ rate, atRate, curve: (curve ??= overTruths(bounds)), dashed, width: narrow });
  return {
    settings: () => settings(design),
    verdict: () => verdict(design, bounds, book),
    small: () => smallPicture(design, bounds, book),
    "boundary-title": () => boundaryTitle(bounds),
    boundary: () => boundaryPicture(design, bounds, book, wide),
    "declared-title": () => declared,
    declared: () =>
      curvePicture({
        ...curves(),
        title: "success declared, % of trials",
        description: `${declared}. Dashed: Table 1.`,
        high: 100,
        value: ({ declared }) => 100 * declared,
        write: (value) => `${value.toFixed(1)} %`,
      }),
    "expected-title": () => expected,
    expected: () =>
      curvePicture({
        ...curves(),
        title: "patients on average",
        description: `${expected}. Dashed: Table 1.`,
        high: Math.max(design.last, book.published.at(-1).n),
        value: ({ expected }) => expected,
        write: (value) => value.toFixed(1),
      }),
    numbers: () => numbers(design, bounds, book),
    lines: () => pythonLines(design, book),
  };
}

function dial({ key, name, min, max, step }, value) {
  const range = `min="${min}" max="${max}" step="${step}" value="${value}" name="${key}" autocomplete="off"`;
  return (
    `<div class="dial"><label for="lab-${key}">${name}</label><input type="number" id="lab-${key}" ${range}>` +
    `<input type="range" ${range} aria-label="${name}, slider"></div>`
  );
}

function figure(place, write) {
  return `<figure><figcaption data-part="${place}-title">${write[`${place}-title`]()}</figcaption><div data-part="${place}">${write[place]()}</div></figure>`;
}

// The whole lab in its start.
function lab(book) {
  const write = parts(book.start, book, { wide: 600, narrow: 600 });
  const place = (tag, name, attributes = "") => `<${tag} data-part="${name}" ${attributes}>${write[name]()}</${tag}>`;
  const presets = Object.keys(book.presets).map((name) => `<button type="button">${name}</button>`);
  const legend =
    '<p class="legend">Square: fewest survivors that are enough. Ring: Table 1. Diamond: where the trial stood, crossed where that is ' +
    "not enough, hollow where there is no look. Line: this design. Dashed: Table 1. Upright line: the survival of history.</p>";
  return [
    '<div class="lab" id="design-lab"><div class="board"><form><fieldset><legend>The design</legend>',
    `<div class="dials">${DIALS.map((each) => dial(each, book.start[each.key])).join("")}</div>`,
    `<div class="presets" role="group" aria-label="Designs to start from">${presets.join("")}</div></fieldset></form>`,
    `<div class="now">${place("div", "small", 'class="small"')}<div>${place("p", "verdict", 'class="verdict"')}`,
    `<p class="told">At the start: ${comparison(boundary(book.start), book)}</p></div></div>`,
    '<p class="visually-hidden" role="status"></p><div class="pictures">',
    ...["boundary", "declared", "expected"].map((name) => figure(name, write)),
    legend,
    "</div></div>",
    place("p", "settings", 'class="settings"'),
    `<details><summary>Show the numbers</summary>${place("div", "numbers", 'class="numbers pst-scrollable-table-container"')}</details>`,
    "<p>The same in Python:</p>",
    `<div class="highlight-python notranslate"><div class="highlight">${place("pre", "lines")}</div></div>`,
    `<script type="application/json">${JSON.stringify(book)}</script></div>`,
  ].join("");
}
