// Judge an answer as `onearm.ledger.exercises` does, without holding what is right: what is said of an answer is sealed,
// and only such an answer gives the key. It runs at the build, which seals; in the browser; and in a test beside try_it.

// 32 bits that follow from a text: Fowler, Noll and Vo's FNV-1a, its bits mixed by Appleby's MurmurHash3, in the public
// domain. They hide an answer from the eye; who tries all numbers finds it, as who asks a notebook does.
function hashed(text) {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

// Letters of ASCII move along, each by a number of its own that follows from the key; others stay.
const FIRST = 32;
const LETTERS = 95;

function moved(text, key, direction) {
  return Array.from(text, (letter, index) => {
    const place = letter.codePointAt(0) - FIRST;
    if (place < 0 || place >= LETTERS) return letter;
    const steps = LETTERS + direction * (hashed(`${index}~${key}`) % LETTERS);
    return String.fromCodePoint(FIRST + ((place + steps) % LETTERS));
  }).join("");
}

const tag = (key) => ["<", ">"].map((side) => hashed(`${side}${key}`).toString(36)).join("");
const seal = (key, said) => [tag(key), moved(said, key, 1)];

// What was sealed by the key, or nothing where another one did.
const unsealed = (key, [tagged, sealed]) => (tag(key) === tagged ? moved(sealed, key, -1) : "");

// The numbers are cut into intervals as wide as the region, which is one of them: the page holds where they begin, up to
// whole widths, and so not which one it is.
const begin = ({ centre, half }) => {
  const width = 2 * half;
  return Number(((((centre - half) % width) + width) % width).toFixed(12));
};
const place = (value, { half, start }) => Math.floor((value - start) / (2 * half));

const regionKey = (name, index, value, region) => `${name}/${index}/${place(value, region)}`;
const setKey = (name, numbers) => `${name}=${numbers.join()}`;
const numberKey = (name, number) => `${name}+${number}`;
const optionKey = (name, letter) => `${name}:${letter}`;

// From what an exercise holds to what its page does, by its kind. Several regions of numbers say the same: each holds the
// key of what is said.
const SEALED = {
  number({ name, regions }) {
    const texts = [...new Set(regions.map(({ said }) => said))];
    const keys = texts.map((text) => hashed(text).toString(36));
    return {
      texts: texts.map((text, index) => moved(text, keys[index], 1)),
      regions: regions.map(({ centre, said, ...rest }, index) => {
        const region = { ...rest, start: begin({ centre, ...rest }) };
        const which = texts.indexOf(said);
        return { ...region, sealed: seal(regionKey(name, index, centre, region), `${which} ${keys[which]}`) };
      }),
    };
  },
  several: ({ name, numbers, slips }) => ({
    numbers: numbers.map((number) => tag(numberKey(name, number))),
    slips: slips.map(({ numbers: slip, said }) => seal(setKey(name, slip), said)),
  }),
  choice: ({ name, said }) => ({
    said: Object.fromEntries(
      Object.entries(said).map(([letter, words]) => [letter, seal(optionKey(name, letter), words)]),
    ),
  }),
};

function sealed(exercise) {
  return { ...exercise, ...SEALED[exercise.kind](exercise) };
}

const MARKS = { "+": "\u2713", "-": "\u25b3" };
const WRONG = "\u2717";

// The first letter of what was sealed tells its mark.
const opened = (said) => ({ mark: MARKS[said[0]], says: said.slice(1) });
const wrong = (says) => ({ mark: WRONG, says });

const MOST_CHARACTERS = 40;
const WRITTEN = /^([-+]?\d*\.?\d+)(?:\/(\d+))?(%)?$/;

// A number as it was written: its value, and to how many decimals; nothing where it is none.
function numberOf(text, percentage) {
  const [, written, parts, percent] = (text.length <= MOST_CHARACTERS && WRITTEN.exec(text.replaceAll(" ", ""))) || [];
  if (!written || (parts && !Number(parts))) return null;
  const value = Number(written) / Number(parts ?? 1);
  const decimals = parts ? Infinity : (written.split(".")[1] ?? "").length;
  return percent && !percentage ? { value: value / 100, decimals: decimals + 2 } : { value, decimals };
}

// Whole numbers in the order in which they were written, with brackets around them or not; nothing where it is none.
function numbersOf(text) {
  const [, bracketed, bare] = /^\s*(?:\[([\d\s,]*)\]|(\d[\d\s,]*))\s*$/.exec(text) ?? [];
  const written = bracketed ?? bare;
  return written === undefined ? null : (written.match(/\d+/g) ?? []).map(BigInt);
}

const listed = (numbers) => numbers.toSorted((a, b) => (a < b ? -1 : 1)).join(", ");

// What was given, as Python would write it, and what is said of it; nothing where it is no answer.
const JUDGED = {
  number({ name, percentage, texts, regions, wrong: words }, text) {
    const given = numberOf(text, percentage);
    if (!given) return null;
    const held = regions.map(({ least, most, scale, sealed: hidden, ...region }, index) => {
      const fits = given.decimals >= least && given.decimals <= (most ?? Infinity);
      return fits && unsealed(regionKey(name, index, given.value * scale, region), hidden);
    });
    const first = held.find(Boolean);
    if (!first) return { given: text, judgement: wrong(words) };
    const [which, key] = first.split(" ");
    return { given: text, judgement: opened(moved(texts[which], key, -1)) };
  },
  several({ name, unit, numbers, slips }, text) {
    const given = numbersOf(text);
    if (!given) return null;
    const own = [...new Set(given)].toSorted((a, b) => (a < b ? -1 : 1));
    const found = own.filter((number) => numbers.includes(tag(numberKey(name, number))));
    const extra = own.filter((number) => !found.includes(number));
    const slip = slips.map((hidden) => unsealed(setKey(name, own), hidden)).find(Boolean);
    const not = extra.length ? `; ${listed(extra)} ${extra.length === 1 ? "is" : "are"} not among them` : "";
    let judgement = wrong(`Not yet. You have ${found.length} of ${numbers.length}${not}.`);
    if (slip) judgement = opened(slip);
    if (found.length === numbers.length && !extra.length) {
      judgement = opened(`+Right: ${listed(own)}${unit && ` ${unit}`}.`);
    }
    return { given: given.join(), judgement };
  },
  choice({ name, said }, text) {
    const letter = text.trim().toLowerCase();
    if (!Object.hasOwn(said, letter)) return null;
    return { given: text, judgement: opened(unsealed(optionKey(name, letter), said[letter])) };
  },
};

// Judge an answer, with the help that is due to who was wrong before; `tried` are the wrong answers so far. What is no
// answer is told so, has no mark, and does not count.
function tryIt(exercise, text, tried) {
  const { given, judgement } = JUDGED[exercise.kind](exercise, text) ?? {};
  if (!judgement) return { mark: "", says: exercise.refused, tried };
  if (judgement.mark === MARKS["+"]) return { ...judgement, tried };
  const all = tried.includes(given) ? tried : [...tried, given];
  const hint = exercise.hint && all.length >= 2 ? ` Hint: ${exercise.hint}` : "";
  const step = exercise.step && all.length >= 3 ? ` Read again: ${exercise.step}.` : "";
  return { mark: judgement.mark, says: `${judgement.says}${hint}${step}`, tried: all };
}
