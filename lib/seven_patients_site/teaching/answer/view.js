// What is shown of an exercise and of a reader's progress.

const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.codePointAt(0)};`);

function field({ asked, name }) {
  const input = 'name="given" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="done"';
  return `<label for="answer-${name}">${escaped(asked)}</label><input id="answer-${name}" ${input}>`;
}

function choices({ asked, options }) {
  const offered = Object.entries(options).map(
    ([letter, text]) =>
      `<label><input type="radio" name="given" value="${letter}"> <span>${letter}. ${escaped(text)}</span></label>`,
  );
  return `<fieldset><legend>${escaped(asked)}</legend>${offered.join("")}</fieldset>`;
}

// An input that judges, with what it needs to judge.
function form({ asked, options, ...exercise }) {
  const facts = JSON.stringify(sealed(exercise)).replaceAll("<", "\\u003c");
  return (
    `<form class="answer" data-task="${exercise.name}">` +
    (options ? choices({ asked, options }) : field({ asked, name: exercise.name })) +
    '<button>Check</button><p role="status"></p>' +
    `<script type="application/json">${facts}</script></form>`
  );
}

const count = (ready, all) => `${ready} of ${all} done`;

// On the map: how much of a chapter is done, as a bar at the foot of its box, and a mark beside it when all is.
function bar(box, share) {
  const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(box.getAttribute(name)));
  const foot = `<path class="map-done" d="M${x} ${y + height}h${width * share}v-4h-${width * share}z"/>`;
  const mark = `<text class="map-all-done" x="${x + width + 1}" y="${y + height / 2 + 4}">\u2713</text>`;
  return share < 1 ? foot : foot + mark;
}
