// Mark the answers of a sitting by the judge of the exercises, `answer/model.js`.

const RIGHT = MARKS["+"];

// The judgement of each question by the letters that were chosen, by the questions' names.
const judgedAll = (questions, letters) =>
  questions.map((question) => tryIt(question, letters[question.name] ?? "", []));

const rightOnes = (judgements) => judgements.filter(({ mark }) => mark === RIGHT).length;
