// Thall and Simon's design, exactly: all that the lab computes. It runs in the browser, and beside onearm in a test.

const TIE = 1e-12; // as in onearm.designs.thall_simon: a probability this close to the cut-off has reached it

// By Stirling's series, and below 15 by the recurrence.
function logGamma(x) {
  let product = 1;
  for (; x < 15; x += 1) product *= x;
  const y = 1 / (x * x);
  const series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

function logBeta(a, b) {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

// Pr(E > S) for E ~ Beta(a, b) and S ~ Beta(c, d). With g = B(a + c, b + d) / (B(a, b) B(c, d)), a success more
// for E adds g / a, and a failure more for S adds g / d (DLMF 8.17(iv)). Given both again and again, E is above S
// for certain: so what is missing from 1 is the sum of all that was added.
function probBetter(a, b, c, d) {
  let g = Math.exp(logBeta(a + c, b + d) - logBeta(a, b) - logBeta(c, d));
  let missing = 0;
  while (a * d <= b * c || g > 1e-18) {
    missing += g / a;
    g *= ((a + c) * (a + b)) / ((a + b + c + d) * a);
    a += 1;
    missing += g / d;
    g *= ((b + d) * (c + d)) / ((a + b + c + d) * d);
    d += 1;
  }
  return Math.max(0, 1 - missing);
}

// The shapes of both priors: a, b of the new treatment, c, d of history.
function shapes({ rate, cases, mean, size }) {
  const a = (mean / 100) * size;
  const c = (rate / 100) * cases;
  return [a, size - a, c, cases - c];
}

function certainty(design, x, n) {
  const [a, b, c, d] = shapes(design);
  return probBetter(a + x, b + n - x, c, d);
}

// Per look the fewest successes that are promising, or null: from one patient to the next it stays or rises by one.
function boundary(design) {
  const bounds = [];
  let x = 0;
  for (let n = design.first; n <= design.last; n += 1) {
    while (x <= n && certainty(design, x, n) < design.cutoff - TIE) x += 1;
    bounds.push({ n, x: x <= n ? x : null });
  }
  return bounds;
}

// How often the trial declares success, and how many patients it takes, where each succeeds with probability p.
function operatingCharacteristics(bounds, p) {
  const least = new Map(bounds.map(({ n, x }) => [n, x]));
  const last = bounds.at(-1).n;
  let going = [1]; // by successes: the probability to be still in the trial with as many
  let declared = 0;
  let expected = 0;
  for (let n = 1; n <= last; n += 1) {
    const next = Array(n + 1).fill(0);
    going.forEach((weight, x) => {
      expected += weight;
      next[x] += weight * (1 - p);
      next[x + 1] += weight * p;
    });
    const stop = least.get(n) ?? n + 1;
    declared += next.slice(stop).reduce((sum, weight) => sum + weight, 0);
    going = next.slice(0, stop);
  }
  return { declared, expected };
}
