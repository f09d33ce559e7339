// Find sentences of the book by all the words asked for, and printed numbers as a reader writes them.
(() => {
  const LEDGER = "chapters/verdict/ledger.html";
  const [MOST, MOST_CLAIMS] = [40, 6];
  const FORMULA = "\u2063"; // on both sides of a formula, whose letters look otherwise on the page
  const out = document.getElementById("search-results");
  const query = new URLSearchParams(location.search).get("q")?.trim();
  const { asked, answers, fold, row } = NUMBER_FINDER;

  function element(name, ...content) {
    const made = document.createElement(name);
    made.append(...content);
    return made;
  }

  function link(address, ...content) {
    return Object.assign(element("a", ...content), { href: address });
  }

  // a word is found where another begins with it, or with it less its ending; a number, where it stands by itself
  function pattern(token) {
    const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    if (typeof token === "number") return new RegExp(`(?<![\\d.,])${escaped(String(token))}(?:\\.?0+)?(?![\\d]|\\.\\d)`, "u");
    const stem = token.replace(/(?:ies|ing|ed|es|s|e|y)$/, "");
    return new RegExp(`(?<![\\p{L}\\p{N}])${escaped(stem.length > 3 ? stem : token)}`, "u");
  }

  const plain = (text) => fold(text.replaceAll(FORMULA, ""));
  const sentencesOf = (text) => text.split(/(?<=[.:?!][)”"’]?)\s+(?=[\p{Lu}“"(])/u);

  // the sentence of a place that has most of what is asked for, the first of several, and how much that is
  function best(texts, patterns) {
    const sentences = texts.flatMap(sentencesOf);
    let [found, most] = [sentences[0] ?? "", 0];
    for (const sentence of sentences) {
      const folded = plain(sentence);
      const count = patterns.filter((pattern) => pattern.test(folded)).length;
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
        if (!patterns.every((pattern) => pattern.test(all))) continue;
        const [sentence, count] = best(texts, patterns);
        const inHeading = patterns.filter((pattern) => pattern.test(own)).length;
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
    const isFound = (piece) => patterns.some((pattern) => pattern.test(fold(piece)));
    return pieces.map((piece, at) => (at % 2 && isFound(piece) ? element("mark", piece) : piece));
  }

  function shown(place, patterns) {
    const { address, anchor, heading, name, sentence } = place;
    const at = `${address}#${anchor}${toText(sentence)}`;
    const words = heading && heading !== name ? `${name}: ${heading.replaceAll(FORMULA, "")}` : name;
    return element("li", link(at, words), element("p", ...marked(sentence, patterns)));
  }

  function printed() {
    const claims = BOOK.claims.map(([id, number, unit, value, quantity, section]) => ({
      id,
      words: `${quantity} (${section})`,
      number: unit === "%" ? `${number} %` : number,
      read: row({ printed: number, value, text: `${number} ${unit} ${value} ${quantity} ${section} ${id}` }),
    }));
    const found = answers(claims.map(({ read }) => read), query);
    return claims.filter((_, at) => found[at]);
  }

  function ledgerOf(claims) {
    const all = link(`${LEDGER}?find=${encodeURIComponent(query)}`, `All ${claims.length} in the ledger`);
    const rows = claims
      .slice(0, MOST_CLAIMS)
      .map(({ id, number, words }) => element("li", link(`${LEDGER}#${id}`, number), ` ${words}`));
    return element("section", element("h2", "Printed numbers"), element("ul", ...rows), element("p", all));
  }

  function show() {
    const { words, numbers } = asked(query);
    const patterns = [...words, ...numbers].map(pattern);
    const places = patterns.length ? placesWith(patterns) : [];
    const claims = numbers.length ? printed() : [];
    if (claims.length) out.append(ledgerOf(claims));
    if (places.length) {
      const list = element("ul", ...places.slice(0, MOST).map((place) => shown(place, patterns)));
      out.append(element("section", element("h2", "In the text"), list));
    }
    const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
    const first = places.length > MOST ? `, of which the first ${MOST} are shown` : "";
    const inLedger = numbers.length ? `, and ${counted(claims.length, "printed number")}` : "";
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
