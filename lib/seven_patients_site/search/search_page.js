// Find sentences of the book by all the words asked for, and printed numbers as a reader writes them.
(() => {
  const LEDGER = "chapters/verdict/ledger.html";
  const [MOST, MOST_CLAIMS] = [40, 6];
  const FORMULA = "\u2063"; // on both sides of a formula, whose letters look otherwise on the page
  const out = document.getElementById("search-results");
  const query = new URLSearchParams(location.search).get("q")?.trim();
  const { SAID, answering, fold, meant, row } = NUMBER_FINDER;

  function element(name, ...content) {
    const made = document.createElement(name);
    made.append(...content);
    return made;
  }

  const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

  function link(address, ...content) {
    return Object.assign(element("a", ...content), { href: address });
  }

  // a number is found where it stands by itself, in digits or, if it is small, as a word
  function written(number) {
    const [whole, decimals] = String(number).split(".");
    const digits = whole.replace(/\B(?=(?:\d{3})+$)/g, ",?") + (decimals ? `\\.${decimals}0*` : "(?:\\.0+)?");
    const inDigits = `(?<![\\d.,])${digits}(?!\\d|[.,]\\d)`;
    return SAID[number] ? `(?:${inDigits}|(?<!\\p{L})${SAID[number]}(?!\\p{L}))` : inDigits;
  }

  // a word is found where another begins with it, or with it less its ending
  function pattern(token) {
    if (typeof token === "number") return new RegExp(written(token), "u");
    const stem = token.replace(/(?:ies|ing|ed|es|s|e|y)$/, "");
    return new RegExp(`(?<![\\p{L}\\p{N}])${stem.length > 3 ? stem : token}`, "u");
  }

  // numbers that are asked for in a row are sought in a row too, as "5/7" is in "five of seven"
  function patternsOf({ words, numbers }) {
    const row = new RegExp(numbers.map(written).join("[^\\p{N}.;:]{1,12}"), "u");
    return { each: [...words, ...numbers].map(pattern), row: numbers.length > 1 ? row : null };
  }

  function score(text, { each, row }) {
    return each.filter((pattern) => pattern.test(text)).length + (row?.test(text) ? 1 : 0);
  }

  const plain = (text) => fold(text.replaceAll(FORMULA, ""));
  const sentencesOf = (text) => text.split(/(?<=[.:?!][)”"’]?)\s+(?=[\p{Lu}“"(])/u);

  // the sentence of a place that has most of what is asked for, the first of several, and how much that is
  function best(texts, patterns) {
    const sentences = texts.flatMap(sentencesOf);
    let [found, most] = [sentences[0] ?? "", 0];
    for (const sentence of sentences) {
      const count = score(plain(sentence), patterns);
      if (count > most) [found, most] = [sentence, count];
    }
    return [found, most];
  }

  function placesWith(patterns) {
    const found = [];
    for (const [address, title, name, places] of BOOK.pages) {
      for (const [anchor, heading, texts] of places) {
        const [above, own] = [plain(`${title} ${name}`), plain(heading)];
        const all = `${above} ${own} ${plain(texts.join(" "))}`;
        if (!patterns.each.every((pattern) => pattern.test(all))) continue;
        const [sentence, count] = best(texts, patterns);
        const inHeading = score(own, patterns);
        if (count + inHeading === 0) continue; // the title alone has the words, and its own place tells
        found.push({ address, anchor, heading, name, sentence, score: count + 2 * inHeading });
      }
    }
    return found.sort((a, b) => b.score - a.score);
  }

  // the browser marks the words that an address names so, and unmarks them when the reader goes on
  function toText(sentence) {
    const [words] = sentence.split(FORMULA);
    const first = words.split(" ").filter(Boolean).slice(0, 8);
    const exact = encodeURIComponent(first.join(" ")).replaceAll("-", "%2D");
    return first.length > 2 ? `:~:text=${exact}` : "";
  }

  function marked(sentence, patterns) {
    const pieces = sentence.replaceAll(FORMULA, "").split(/((?:[\p{L}\p{M}\p{N}]|[.,](?=\d))+)/u);
    const isFound = (piece) => patterns.each.some((pattern) => pattern.test(fold(piece)));
    return pieces.map((piece, at) => (at % 2 && isFound(piece) ? element("mark", piece) : piece));
  }

  function shown(place, patterns) {
    const { address, anchor, heading, name, sentence } = place;
    const at = `${address}#${anchor}${toText(sentence)}`;
    const words = heading && heading !== name ? `${name}: ${heading.replaceAll(FORMULA, "")}` : name;
    return element("li", link(at, words), element("p", ...marked(sentence, patterns)));
  }

  const claimsOf = (book) =>
    book.claims.map(([id, number, unit, value, quantity, section]) => ({
      id,
      words: `${quantity} (${section})`,
      number: unit === "%" ? `${number} %` : number,
      read: row({ printed: number, value, place: section, text: [number, unit, value, quantity, section, id].join(" ") }),
    }));

  // numbers that are asked for by words alone may be very many, and are told of in one line
  function ledgerOf(claims, few) {
    const way = `${counted(claims.length, "printed number")} in the ledger`;
    const all = element("p", link(`${LEDGER}?find=${encodeURIComponent(query)}#every-claim`, way));
    if (!few) return all;
    const rows = claims
      .slice(0, MOST_CLAIMS)
      .map(({ id, number, words }) => element("li", link(`${LEDGER}#${id}`, number), ` ${words}`));
    return element("section", element("h2", "Printed numbers"), element("ul", ...rows), all);
  }

  function show() {
    const ledger = claimsOf(BOOK);
    const rows = ledger.map(({ read }) => read);
    const question = meant(rows, query);
    const patterns = patternsOf(question);
    const places = patterns.each.length ? placesWith(patterns) : [];
    const found = patterns.each.length ? answering(rows, question) : [];
    const claims = ledger.filter((_, at) => found[at]);
    if (claims.length) out.append(ledgerOf(claims, question.numbers.length));
    if (places.length) {
      const list = element("ul", ...places.slice(0, MOST).map((place) => shown(place, patterns)));
      out.append(element("section", element("h2", "In the text"), list));
    }
    const first = places.length > MOST ? `, of which the first ${MOST} are shown` : "";
    const inLedger = question.numbers.length + claims.length ? `, and ${counted(claims.length, "printed number")}` : "";
    status.textContent =
      places.length + claims.length
        ? `Found ${counted(places.length, "place")} in the text${first}${inLedger}.`
        : "Nothing is found. Try fewer words, or the beginning of a word.";
  }

  // the text of the book comes when something is asked of it
  if (!query) return;
  for (const input of document.querySelectorAll("input[name=q]")) input.value = query;
  const status = element("p", "Searching");
  status.setAttribute("role", "status");
  out.append(status);
  const book = Object.assign(element("script"), { src: "_static/book_text.js" });
  book.addEventListener("load", show);
  document.head.append(book);
})();
