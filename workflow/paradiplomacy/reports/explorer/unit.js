// A unit by itself: what it is, its facts with year and source, its ties with the evidence for each.
const ABSENT = "No source shows one. That is not to say that there is none.";
const NAMES = 6; // further names of a unit that are shown; all of them are searched
const CLOSED = "A respondent named the place. What was written, and where, is not published.";

const outcomeCaption = (partner) => `${contents.outcome}: ${partner}`;

function headline(unit) {
  return element(
    "div",
    { class: "headline" },
    element("h2", { text: units.name[unit], tabindex: "-1" }),
    element("p", {
      class: "meta",
      text: `${units.level[unit] === "city" ? "City" : "Region"} · ${countryName(unit)} · ${units.id[unit]}`,
    }),
    units.names[unit] ? element("p", { class: "meta", text: `Also: ${units.names[unit].split("|").slice(0, NAMES).join(", ")}` }) : null,
    element("p", { class: "type" }, signAlone(units.type[unit]), `${typeCaption}: ${typeLabels.get(units.type[unit])}`),
  );
}

const typeCaption = partners.length > 1 ? "Cooperates with" : "Cooperates";

function sourceName(number) {
  const { title, vintage } = sources[number];
  return title.includes(vintage) ? title : `${title} (${vintage})`;
}

function factTable(unit) {
  const rows = facts.map((fact) => {
    const origin = originOf(fact, unit);
    const value = factOf(fact, unit);
    const [source, year, level, conversion] = origin ?? [null, null, "", ""];
    const from = source === null ? "" : [sourceName(source), level, conversion].filter(Boolean).join("; ");
    return value
      ? element(
          "tr",
          {},
          element("th", { scope: "row", text: fact.label }),
          element("td", { text: value }),
          element("td", { text: year ?? "" }),
          element("td", { class: "from", text: from }),
        )
      : null;
  });
  const answers = partners.map(({ name }, partner) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", text: outcomeCaption(name) }),
      element("td", { text: answerOf(unit, partner) }),
      element("td"),
      element("td", { class: "from", text: "this study's outcome" }),
    ),
  );
  const head = ["", "Value", "Year", "Source"].map((text) => element(text ? "th" : "td", text ? { scope: "col", text } : {}));
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": `Facts on ${units.name[unit]}` },
    element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...answers, ...rows)),
  );
}

function tieEntry(tie) {
  const found = sourcesOf(tie);
  const told = [years(tie), stateOf(tie), seen(tie), counted(found.length, "source", "sources")].filter(Boolean);
  const entry = element(
    "details",
    { class: "tie" },
    element(
      "summary",
      {},
      element("b", { text: placeOf(tie) }),
      element("span", { text: ` ${told.join(" · ")}` }),
    ),
  );
  // what lies folded is made when it is first unfolded: a large unit has hundreds of passages
  entry.addEventListener("toggle", () => {
    if (entry.open && entry.children.length === 1) entry.append(element("ul", {}, ...piecesOf(tie).map(pieceEntry)));
  });
  return entry;
}

function pieceEntry(piece) {
  const source = sources[pieces.source[piece]];
  const quote = textOf(pieces.quote, piece);
  const state = textOf(pieces.status, piece);
  const decided = textOf(pieces.decided, piece);
  const address = textOf(pieces.address, piece);
  return element(
    "li",
    {},
    element("p", { class: "source", text: sourceName(pieces.source[piece]) }),
    source.closed ? element("p", { text: CLOSED }) : element("blockquote", { text: quote }),
    state ? element("p", { text: `It says that the tie is ${state}.` }) : null,
    address ? element("p", { class: "where" }, linkOrText(address)) : null,
    source.closed ? null : element("p", { class: "where", text: locator(piece, address) }),
    decided ? element("p", { class: "where", text: `Taken for a tie by ${decided}.` }) : null,
  );
}

function locator(piece, address) {
  const column = textOf(pieces.column, piece);
  if (!address) return `Row ${pieces.row[piece]}, column ${column}`;
  const day = textOf(pieces.date, piece);
  const parts = [day ? `page of ${day}` : "", `block ${pieces.row[piece]}`, `record at byte ${pieces.offset[piece]} of ${column}`];
  return parts.filter(Boolean).join(", ");
}

// Addresses of an invented world lead nowhere, and nothing but a page of the web may be followed.
function linkOrText(address) {
  if (contents.world.simulated || !/^https?:\/\//i.test(address)) return document.createTextNode(address);
  return element("a", { href: address, rel: "noopener noreferrer", target: "_blank", text: address });
}

function tieSections(unit) {
  return partners.map(({ name }, partner) => {
    const found = tiesWith(unit, partner);
    return element(
      "section",
      { class: "ties" },
      element("h3", { text: `Ties with ${name} (${grouped(found.length)})` }),
      ...(found.length ? found.map(tieEntry) : [element("p", { class: "absent", text: ABSENT })]),
    );
  });
}

function showUnit(box, unit, { close, compare }) {
  box.setAttribute("aria-label", `Chosen unit: ${units.name[unit]}`);
  const unfold = button("Show all evidence", () => {
    for (const entry of box.querySelectorAll("details.tie")) entry.open = true;
  });
  box.replaceChildren(
    element("p", { class: "bar" }, button("Close", close, { id: "close" }), button("Compare with …", compare, { id: "compare" })),
    headline(unit),
    ...tieSections(unit),
    ...(numberOfTies(unit) ? [element("p", { class: "bar" }, unfold)] : []),
    element("h3", { text: "Facts" }),
    factTable(unit),
  );
}
