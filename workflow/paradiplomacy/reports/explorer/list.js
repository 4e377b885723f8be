// The list of units shown. Only the rows in sight exist, so that it is as quick with thousands.
const ROW = 50; // pixels, as in the style
const SPARE = 8; // rows kept above and below those in sight

function listOfUnits(box, { open, point }) {
  const rows = element("div", { class: "rows", role: "presentation" });
  box.append(rows);
  let shown = [];
  let active = 0;
  let selected = -1;

  function row(place) {
    const unit = shown[place];
    const made = element(
      "div",
      {
        role: "option",
        id: `option-${place}`,
        class: "option",
        "aria-setsize": shown.length,
        "aria-posinset": place + 1,
        "aria-selected": unit === selected,
      },
      signAlone(units.type[unit]),
      element("span", { class: "name", text: units.name[unit] }),
      element("span", { class: "rest", text: rest(unit) }),
    );
    made.style.top = `${place * ROW}px`;
    made.classList.toggle("active", place === active);
    made.addEventListener("click", () => {
      move(place);
      open(unit);
    });
    made.addEventListener("pointerenter", () => point(unit));
    return made;
  }

  function rest(unit) {
    const size = units.population[unit] === null ? "" : ` · ${grouped(units.population[unit])} inhabitants`;
    const level = units.level[unit] === "region" ? " · region" : "";
    return `${counted(numberOfTies(unit), "tie", "ties")} · ${countryName(unit)}${level}${size}`;
  }

  function draw() {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE);
    const last = Math.min(shown.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + SPARE);
    const places = [];
    for (let place = first; place < last; place += 1) places.push(place);
    rows.replaceChildren(...places.map(row));
    if (active >= first && active < last) box.setAttribute("aria-activedescendant", `option-${active}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function move(place) {
    active = Math.max(0, Math.min(shown.length - 1, place));
    const [above, below] = [active * ROW, (active + 1) * ROW - box.clientHeight];
    if (box.scrollTop > above) box.scrollTop = above;
    if (box.scrollTop < below) box.scrollTop = below;
    draw();
    if (shown.length) point(shown[active]);
  }

  box.addEventListener("scroll", draw, { passive: true });
  box.addEventListener("pointerleave", () => point(-1));
  box.addEventListener("blur", () => point(-1));
  box.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(box.clientHeight / ROW) - 1);
    const steps = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page };
    const places = { ...steps, Home: 0, End: shown.length - 1 };
    if (event.key in places) move(places[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && shown.length) open(shown[active]);
    else return;
    event.preventDefault();
  });

  return {
    show(unitsShown, chosenUnit) {
      const same = unitsShown.length === shown.length && unitsShown.every((unit, place) => unit === shown[place]);
      [shown, selected] = [unitsShown, chosenUnit];
      if (!same) {
        active = Math.max(0, shown.indexOf(chosenUnit));
        box.scrollTop = Math.max(0, active * ROW - box.clientHeight / 2);
      }
      rows.style.height = `${shown.length * ROW}px`;
      draw();
    },
    draw,
    focus: () => box.focus(),
  };
}
