// What is shown as CSV, for spreadsheets and programs: UTF-8 with a mark, by which spreadsheets know it.
const FORMULA = /^[=+\-@\t\r]/; // a spreadsheet would run such a text

function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csv(columns, rows) {
  const world = contents.world.simulated ? [["world", () => contents.world.stamp]] : [];
  const all = [...columns, ...world];
  const lines = [all.map(([name]) => cell(name)), ...rows.map((row) => all.map(([, of]) => cell(of(row))))];
  return `\ufeff${lines.map((line) => line.join(",")).join("\n")}\n`;
}

const UNIT_COLUMNS = [
  ["unit_id", (unit) => units.id[unit]],
  ["name", (unit) => units.name[unit]],
  ["level", (unit) => units.level[unit]],
  ["country", (unit) => units.country[unit]],
  ["population", (unit) => units.population[unit]],
  ["type", (unit) => typeLabels.get(units.type[unit])],
  ...partners.map(({ code }, partner) => [`outcome_${code}`, (unit) => units.answers[partner][unit]]),
  ...partners.map(({ code }, partner) => [`ties_${code}`, (unit) => tiesWith(unit, partner).length]),
];
const TIE_COLUMNS = [
  ["unit_id", (tie) => units.id[ties.unit[tie]]],
  ["name", (tie) => units.name[ties.unit[tie]]],
  ["partner", (tie) => partners[ties.partner[tie]].code],
  ["place", placeOf],
  ["year_start", (tie) => ties.year_start[tie]],
  ["year_end", (tie) => ties.year_end[tie]],
  ["status", (tie) => textOf(ties.status, tie)],
  ["first_seen", (tie) => textOf(ties.first_seen, tie)],
  ["last_seen", (tie) => textOf(ties.last_seen, tie)],
  ["sources", (tie) => sourcesOf(tie).map((source) => sources[source].id).join("|")],
];
const EVIDENCE_COLUMNS = [
  ["unit_id", (piece) => units.id[ties.unit[pieces.tie[piece]]]],
  ["partner", (piece) => partners[ties.partner[pieces.tie[piece]]].code],
  ["place", (piece) => placeOf(pieces.tie[piece])],
  ["source", (piece) => sources[pieces.source[piece]].id],
  ["row", (piece) => pieces.row[piece]],
  ["column", (piece) => textOf(pieces.column, piece)],
  ["quote", (piece) => textOf(pieces.quote, piece)],
  ["status", (piece) => textOf(pieces.status, piece)],
  ["address", (piece) => textOf(pieces.address, piece)],
  ["date", (piece) => textOf(pieces.date, piece)],
];

// A filter by partner or place chooses units; their ties are all saved, as the page shows them all.
const TABLES = {
  units: (shown) => csv(UNIT_COLUMNS, shown),
  ties: (shown) => csv(TIE_COLUMNS, shown.flatMap(tiesOf)),
  evidence: (shown) => csv(EVIDENCE_COLUMNS, shown.flatMap(tiesOf).flatMap(piecesOf)),
};

function save(name, shown) {
  const file = new Blob([TABLES[name](shown)], { type: "text/csv;charset=utf-8" });
  const address = URL.createObjectURL(file);
  element("a", { href: address, download: `explorer_${name}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
