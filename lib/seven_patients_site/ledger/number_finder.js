// Find printed numbers as a reader writes them: "71.4%", "5/7", "24.0 ± 10.6", "29.0%–96.3%", "day 56", "Frechet".
const NUMBER_FINDER = (() => {
  const SAID = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  const NUMBERS = Object.fromEntries(SAID.map((word, number) => [word, number]));
  Object.assign(NUMBERS, { no: 0, none: 0, once: 1, twice: 2, twenty: 20 });
  const TOKEN = /[\p{L}_][\p{L}\p{N}_-]*|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d*\.?\d+/gu;
  const DECIMAL_COMMA = /(?<![\d.,])(\d+),(\d{1,2})(?![\d,.]*\d)/g;
  // what stands between and beside numbers, and says nothing without them
  const BESIDE = new Set(["of", "to", "and", "or", "from", "per", "cent", "percent", "p", "ci", "sd"]);
  const NEAR = 2; // numbers that are printed together stand in rows of one place, at most so far apart

  // letters without accents and case, and every kind of space as a space
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const tokens = (text) => fold(text).match(TOKEN) ?? [];
  const isNumber = (token) => /^[\d.]/.test(token);
  const number = (token) => Number(token.replaceAll(",", ""));

  // "five of seven" asks for two numbers; "five" alone, or among other words, is a word
  function asked(query) {
    const found = tokens(query);
    const telling = found.filter((token) => !BESIDE.has(token));
    const isAsked = (token) => isNumber(token) || SAID.includes(token);
    if (telling.length > 1 && telling.every(isAsked)) return { words: [], numbers: numbersIn(query) };
    const words = telling.some(isNumber) ? telling : found;
    return { words: words.filter((token) => !isNumber(token)), numbers: found.filter(isNumber).map(number) };
  }

  function numbersIn(text) {
    return tokens(text).flatMap((token) => (isNumber(token) ? [number(token)] : (NUMBERS[token] ?? [])));
  }

  // what is asked of each row once, however often is searched
  const row = ({ printed, value, place, text }) => ({
    place,
    printed: numbersIn(printed),
    shown: [...numbersIn(printed), ...numbersIn(value)],
    all: numbersIn(text),
    text: fold(text),
  });

  // the rows that print several numbers one after the other, near to each other, as "5/7" is printed
  function together(rows, numbers) {
    const found = new Set();
    rows.forEach(({ place }, first) => {
      const way = [];
      let from = first;
      for (const number of numbers) {
        const until = way.length ? from + NEAR : from + 1;
        const at = rows.slice(from, until).findIndex((row) => row.place === place && row.printed.includes(number));
        if (at < 0) return;
        way.push(from + at);
        from += at + 1;
      }
      for (const at of way) found.add(at);
    });
    return found;
  }

  // which rows answer what is asked, as one yes or no a row
  function answering(rows, { words, numbers }) {
    const near = numbers.length > 1 ? together(rows, numbers) : new Set();
    return rows.map((row, at) => {
      const own = words.length ? row.all : row.shown;
      const told = near.has(at) || numbers.every((number) => own.includes(number));
      return told && words.every((word) => row.text.includes(word));
    });
  }

  // "71,4" is one number, with a comma before its decimals, if a row has it; else, as "5,7", it is two
  function meant(rows, query) {
    const pointed = query.replaceAll(DECIMAL_COMMA, "$1.$2");
    const isPrinted = pointed !== query && answering(rows, asked(pointed)).some(Boolean);
    return asked(isPrinted ? pointed : query);
  }

  const answers = (rows, query) => answering(rows, meant(rows, query));

  return { SAID, answering, answers, fold, meant, row };
})();
