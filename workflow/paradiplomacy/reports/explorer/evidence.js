// The contents of the page, and how its tables hang together: rows of ties are sorted by unit, pieces of evidence by tie.
const contents = JSON.parse(document.getElementById("contents").textContent);
const { units, ties, evidence: pieces, partners, sources, countries, facts, origins } = contents;
const UNITS = units.id.length;
const numberOf = new Map(units.id.map((id, unit) => [id, unit]));
const typeLabels = new Map(contents.types.map(({ key, label }) => [key, label]));
const tiesFrom = starts(ties.unit, UNITS);
const piecesFrom = starts(pieces.tie, ties.unit.length);
const every = Array.from({ length: UNITS }, (_, unit) => unit);

// First row of each owner, and the end: rows of one owner stand together.
function starts(owners, number) {
  const first = new Int32Array(number + 1);
  for (const owner of owners) first[owner + 1] += 1;
  for (let owner = 0; owner < number; owner += 1) first[owner + 1] += first[owner];
  return first;
}

function rowsOf(first, owner) {
  const rows = [];
  for (let row = first[owner]; row < first[owner + 1]; row += 1) rows.push(row);
  return rows;
}

const tiesOf = (unit) => rowsOf(tiesFrom, unit);
const piecesOf = (tie) => rowsOf(piecesFrom, tie);
const numberOfTies = (unit) => tiesFrom[unit + 1] - tiesFrom[unit];

function textOf(column, row) {
  const code = column.codes[row];
  return code === null ? "" : column.texts[code];
}

const placeOf = (tie) => textOf(ties.place, tie);
const tiesWith = (unit, partner) => tiesOf(unit).filter((tie) => ties.partner[tie] === partner);
const sourcesOf = (tie) => [...new Set(piecesOf(tie).map((piece) => pieces.source[piece]))];

function years(tie) {
  const [from, to] = [ties.year_start[tie], ties.year_end[tie]];
  if (from === null) return to === null ? "year not known" : `until ${to}`;
  return to === null ? `since ${from}` : `${from} to ${to}`;
}

function stateOf(tie) {
  const state = textOf(ties.status, tie);
  return state === "unknown" ? "state not known" : state;
}

function seen(tie) {
  const [first, last] = [textOf(ties.first_seen, tie), textOf(ties.last_seen, tie)];
  if (!first) return "";
  return first === last ? `in lists of ${first}` : `in lists from ${first} to ${last}`;
}

function answerOf(unit, partner) {
  const answer = units.answers[partner][unit];
  return answer === null ? "not known" : answer ? "yes" : "no";
}

function factOf(fact, unit) {
  const value = fact.values[unit];
  if (value === null) return "";
  const beside = fact.beside[unit];
  return (beside ? `${beside}, ` : "") + measured(fact, value);
}

function measured({ kind, unit }, value) {
  if (kind === "boolean") return value ? "yes" : "no";
  if (kind === "text" || unit === "year") return String(value);
  if (unit === "share") return `${grouped(100 * value, 1)}%`;
  const digits = Math.abs(value) < 100 ? 1 : 0;
  return unit && unit !== "inhabitants" ? `${grouped(value, digits)} ${unit}` : grouped(value, digits);
}

const originOf = (fact, unit) => (fact.origin[unit] === null ? null : origins[fact.origin[unit]]);
