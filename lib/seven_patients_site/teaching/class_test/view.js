// What the page of the test shows of a question and of the results.

// What a question needs to be judged by, and a place for what is said of its answer.
function judge(question) {
  const facts = JSON.stringify(sealed(question)).replaceAll("<", "\\u003c");
  return `<p role="status"></p><script type="application/json">${facts}</script>`;
}

const score = (judgements) => `<strong>${rightOnes(judgements)} of ${judgements.length}</strong>`;
const markCell = ({ mark }) => `<td>${mark} ${mark === RIGHT ? "right" : "not right"}</td>`;

// The results of both sittings, side by side, or of the first alone, which does not tell which answers were right.
function results(questions, before, after) {
  if (!after) {
    return (
      `<p>Before the course: ${score(before)} right. Which ones is told when you have taken the test again, ` +
      "after the last chapter. Until then this page keeps your answers.</p>"
    );
  }
  const rows = questions.map(
    ({ chapter, address }, index) =>
      `<tr><th scope="row">${index + 1} <a href="${address}">${escaped(chapter)}</a></th>` +
      `${markCell(before[index])}${markCell(after[index])}</tr>`,
  );
  return (
    '<table class="table"><caption>Your answers before the course and after it, by question</caption>' +
    '<thead><tr><th scope="col">question</th><th scope="col">before</th><th scope="col">after</th></tr></thead>' +
    `<tbody>${rows.join("")}</tbody>` +
    `<tfoot><tr><th scope="row">right</th><td>${score(before)}</td><td>${score(after)}</td></tr></tfoot></table>`
  );
}
