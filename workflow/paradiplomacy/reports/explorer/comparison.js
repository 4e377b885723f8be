// Two units side by side: facts, answers, and which partner places they share.
function showComparison(box, unit, other, { close, leave, open }) {
  box.setAttribute("aria-label", `Comparison of ${units.name[unit]} and ${units.name[other]}`);
  const pair = [unit, other];
  const line = (label, cells, properties = {}) =>
    element("tr", properties, element("th", { scope: "row", text: label }), ...cells.map((text) => element("td", { text })));
  const rows = [
    line("Level", pair.map((one) => units.level[one])),
    line("Country", pair.map(countryName)),
    line(typeCaption, pair.map((one) => typeLabels.get(units.type[one]))),
    ...partners.map(({ name }, partner) =>
      line(outcomeCaption(name), pair.map((one) => answerOf(one, partner))),
    ),
    ...partners.map(({ name }, partner) =>
      line(`Listed ties with ${name}`, pair.map((one) => grouped(tiesWith(one, partner).length))),
    ),
    ...facts
      .filter((fact) => pair.some((one) => factOf(fact, one)))
      .map((fact) => line(fact.label, pair.map((one) => dated(fact, one) || "not known"))),
  ];
  const heads = pair.map((one) =>
    element("th", { scope: "col" }, button(units.name[one], () => open(one), { class: "link" })),
  );
  box.replaceChildren(
    element("p", { class: "bar" }, button("Close", close, { id: "close" }), button("End comparison", leave, { id: "leave" })),
    element("h2", { text: `${units.name[unit]} and ${units.name[other]}`, tabindex: "-1" }),
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Facts on both" },
      element(
        "table",
        { class: "pair" },
        element("thead", {}, element("tr", {}, element("td"), ...heads)),
        element("tbody", {}, ...rows),
      ),
    ),
    element("p", { class: "note", text: "Years stand behind the values: two values of different years are no difference of one moment." }),
    ...partners.map((_, partner) => placesCompared(pair, partner)),
  );
}

function dated(fact, unit) {
  const value = factOf(fact, unit);
  const year = originOf(fact, unit)?.[1];
  return value && year && fact.unit !== "year" ? `${value} (${year})` : value;
}

function placesCompared(pair, partner) {
  const [ours, theirs] = pair.map((one) => tiesWith(one, partner).map(placeOf));
  const keys = new Set(theirs.map(folded));
  const shared = ours.filter((place) => keys.has(folded(place)));
  const common = new Set(shared.map(folded));
  const only = (places) => places.filter((place) => !common.has(folded(place)));
  const lines = [
    ["Both", shared],
    [`${units.name[pair[0]]} only`, only(ours)],
    [`${units.name[pair[1]]} only`, only(theirs)],
  ];
  return element(
    "section",
    { class: "ties" },
    element("h3", { text: `Partner places: ${partners[partner].name}` }),
    element(
      "dl",
      {},
      ...lines.flatMap(([label, places]) => [
        element("dt", { text: `${label} (${places.length})` }),
        element("dd", { text: places.join(", ") || "–" }),
      ]),
    ),
  );
}
