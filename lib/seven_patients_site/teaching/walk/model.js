// A trial as a walk on the lattice of patients and survivors. It runs in the browser, and beside onearm in a test.

// Numbers from 0 up to 1 that look random and follow from the seed: Tommy Ettinger's mulberry32, in the public domain.
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// A trial is what became of its patients in turn, true for a life; it stands at n patients, x of them alive.
function standing(trial) {
  return { n: trial.length, x: trial.filter(Boolean).length };
}

// What the rule says there: "success" where enough are alive, "end" after the last patient, or "on".
function decision({ n, x }, { least, last }) {
  if (x >= (least[n] ?? Infinity)) return "success";
  return n === last ? "end" : "on";
}

// Treat one patient more, who lives with a chance in per cent.
function treat(trial, survival, random) {
  return [...trial, 100 * random() < survival];
}

// What to draw from for patients whose numbers are known, in turn.
function inTurn(numbers) {
  const rest = numbers.values();
  return () => rest.next().value;
}

// Treat patients until the rule ends the trial.
function finish(trial, survival, random, rule) {
  let grown = trial;
  while (decision(standing(grown), rule) === "on") grown = treat(grown, survival, random);
  return grown;
}

// What to add up over trials that have ended.
function tally(counts, trial, rule) {
  return {
    trials: counts.trials + 1,
    successes: counts.successes + (decision(standing(trial), rule) === "success"),
    patients: counts.patients + trial.length,
  };
}

const NONE = { trials: 0, successes: 0, patients: 0 };

// Every trial that stops at x of n, or comes there, and did not stop before.
function waysTo({ n, x }, rule) {
  let open = [[]];
  for (let patient = 1; patient <= n; patient += 1) {
    open = open
      .filter((trial) => decision(standing(trial), rule) === "on")
      .flatMap((trial) => [[...trial, true], [...trial, false]]);
  }
  return open.filter((trial) => standing(trial).x === x);
}
