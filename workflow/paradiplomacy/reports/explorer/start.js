// The page at work: controls, list, map and unit all show one state, which is that of the address.
let state = { ...EMPTY };
let shown = [];
let picking = false; // the next unit that is opened is compared with the one that is open
let waiting = 0;

const list = listOfUnits(byId("list"), { open: openUnit, point: (unit) => map.point(unit) });
const map = mapOfUnits(byId("canvas"), byId("map"), byId("tip"), {
  open: openUnit,
  moved: (text) => later({ map: text }),
});

function change(difference, isStep) {
  clearTimeout(waiting);
  state = { ...state, ...difference };
  tellAddress(state, isStep);
  render();
}

// While letters are typed and the map moves, the address follows after a moment: browsers slow down pages that hurry.
function later(difference) {
  state = { ...state, ...difference };
  clearTimeout(waiting);
  waiting = setTimeout(() => tellAddress(state, false), 300);
}

function openUnit(unit) {
  const compared = picking && numberOf.get(state.unit) !== unit;
  pick(false);
  change(compared ? { with: units.id[unit] } : { unit: units.id[unit], with: "" }, true);
  map.bring(unit);
  byId("unit").querySelector("h2").focus();
}

function close() {
  pick(false);
  change({ unit: "", with: "" }, true);
  list.focus();
}

function pick(on) {
  picking = on;
  byId("picking").hidden = !on;
  document.body.classList.toggle("picking", on);
  byId("picking-text").textContent = on ? `Choose the unit to compare with ${units.name[numberOf.get(state.unit)]}.` : "";
}

function render() {
  const found = chosen(state);
  shown = found.shown;
  const open = [state.unit, state.with].filter(Boolean).map((id) => numberOf.get(id));
  fillControls(found.counts);
  list.show(shown, open[0] ?? -1);
  map.show(shown, state.level, open);
  byId("count").textContent = `${grouped(shown.length)} of ${counted(UNITS, "unit", "units")} shown`;
  byId("clear").hidden = !["search", "place", ...Object.keys(FILTERS)].some((key) => state[key]);
  showOpen(open);
}

function showOpen(open) {
  const box = byId("unit");
  const key = open.join();
  document.body.classList.toggle("open", open.length > 0);
  byId("about").hidden = open.length > 0;
  box.hidden = open.length === 0;
  if (box.dataset.shows === key) return;
  box.dataset.shows = key;
  box.scrollTop = 0;
  const compare = () => {
    pick(true);
    byId("search").focus();
  };
  const leave = () => {
    change({ with: "" }, true);
    box.querySelector("h2").focus();
  };
  if (open.length === 2) showComparison(box, open[0], open[1], { close, leave, open: openUnit });
  else if (open.length === 1) showUnit(box, open[0], { close, compare });
  else box.replaceChildren();
}

function fillControls(counts) {
  for (const key of ["search", "place"]) if (byId(key).value !== state[key]) byId(key).value = state[key];
  for (const [key, { options }] of Object.entries(FILTERS)) {
    const control = byId(key);
    [["", ANY], ...options].forEach(([value, label], place) => {
      const text = `${label} (${grouped(counts[key].get(value) ?? 0)})`;
      if (control.options[place].text !== text) control.options[place].text = text;
    });
    control.value = state[key];
  }
  byId("sort").value = state.sort;
}

function makeControls() {
  const choices = [...Object.entries(FILTERS).map(([key, { options }]) => [key, [["", ANY], ...options]]), ["sort", ORDERS]];
  for (const [key, options] of choices) {
    byId(key).append(...options.map(([value, text]) => element("option", { value, text })));
    byId(key).addEventListener("change", () => change({ [key]: byId(key).value }, true));
  }
  for (const key of ["search", "place"]) {
    byId(key).addEventListener("input", () => {
      later({ [key]: byId(key).value });
      render();
    });
    byId(key).addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      list.focus();
    });
  }
  byId("type-label").textContent = typeCaption;
  byId("clear").addEventListener("click", () => {
    change(Object.fromEntries(["search", "place", ...Object.keys(FILTERS)].map((key) => [key, ""])), true);
    byId("search").focus();
  });
  byId("picking-end").addEventListener("click", () => {
    pick(false);
    byId("unit").querySelector("h2").focus();
  });
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address behind # is the state
    list.focus();
  });
  for (const name of Object.keys(TABLES)) byId(`save-${name}`).addEventListener("click", () => save(name, shown));
  byId("nearer").addEventListener("click", map.nearer);
  byId("farther").addEventListener("click", map.farther);
  byId("whole").addEventListener("click", map.reset);
  byId("legend").append(...contents.types.map(({ key, label }) => element("li", {}, signAlone(key), label)));
  byId("filters").open = innerWidth > 700;
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && picking) byId("picking-end").click();
  });
  addEventListener("resize", list.draw);
}

function followAddress() {
  if ((location.hash || "#") === told) return;
  told = location.hash || "#";
  clearTimeout(waiting);
  pick(false);
  const before = state.map;
  state = stateOfAddress();
  if (state.map !== before) map.at(state.map);
  render();
}

makeControls();
state = stateOfAddress();
map.at(state.map);
render();
addEventListener("hashchange", followAddress);
document.documentElement.dataset.ready = "true";
