// What is shown stands behind the # of the page's address, so that it can be passed on and the way back is open.
const EMPTY = {
  search: "",
  place: "",
  level: "",
  country: "",
  size: "",
  partner: "",
  type: "",
  sort: "",
  unit: "",
  with: "",
  map: "",
};

function stateOfAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const state = { ...EMPTY };
  for (const key of Object.keys(EMPTY)) state[key] = given.get(key) ?? "";
  for (const key of ["unit", "with"]) if (!numberOf.has(state[key])) state[key] = "";
  if (!state.unit || state.with === state.unit) state.with = "";
  for (const [key, filter] of Object.entries(FILTERS)) {
    if (!filter.options.some(([value]) => value === state[key])) state[key] = "";
  }
  if (!ORDERS.some(([value]) => value === state.sort)) state.sort = "";
  return state;
}

function addressOf(state) {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) if (value) parts.set(key, value);
  return `#${parts}`;
}

// A step that the reader would want to go back on is new history; letters typed and the map moved are not.
let told = location.hash || "#"; // as the page wrote it last; any other address was asked for by the reader

function tellAddress(state, isStep) {
  const address = addressOf(state);
  if (address === told) return;
  told = address;
  if (isStep) location.hash = address;
  else location.replace(address);
}
