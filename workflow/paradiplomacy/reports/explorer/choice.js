// Which units are shown, and how many each further choice would show.
const NONE = "none";
const ANY = "All";
const FILTERS = {
  level: {
    options: [
      ["city", "Cities"],
      ["region", "Regions"],
    ],
    of: (unit) => [units.level[unit]],
  },
  country: {
    options: Object.entries(countries).sort((a, b) => alphabet.compare(a[1], b[1])),
    of: (unit) => [units.country[unit]],
  },
  size: {
    options: [
      ...contents.sizes.city.map((size) => [size, `${size} (cities)`]),
      ...contents.sizes.region.map((size) => [size, `${size} (regions)`]),
    ],
    of: (unit) => [textOf(units.size, unit)],
  },
  partner: {
    options: [...partners.map(({ code, name }) => [code, `with ${name}`]), [NONE, "none listed"]],
    of: (unit) => {
      const found = new Set(tiesOf(unit).map((tie) => partners[ties.partner[tie]].code));
      return found.size ? [...found] : [NONE];
    },
  },
  type: {
    options: contents.types.map(({ key, label }) => [key, label]),
    of: (unit) => [units.type[unit]],
  },
};
const ORDERS = [
  ["", "by name", (a, b) => alphabet.compare(units.name[a], units.name[b])],
  ["population", "largest first", (a, b) => (units.population[b] ?? 0) - (units.population[a] ?? 0)],
  ["ties", "most ties first", (a, b) => numberOfTies(b) - numberOfTies(a)],
  ["country", "by country", (a, b) => alphabet.compare(countryName(a), countryName(b))],
];

for (const filter of Object.values(FILTERS)) filter.values = every.map(filter.of);
const names = every.map((unit) => searchable(`${units.name[unit]} ${units.names[unit]} ${units.id[unit]}`));
const byName = [...every].sort(ORDERS[0][2]);
let searchablePlaces = null; // of all partner places, made when one is first asked for

function countryName(unit) {
  return countries[units.country[unit]] ?? units.country[unit];
}

function unitsWithPlace(words) {
  searchablePlaces ??= ties.place.texts.map(searchable);
  const found = new Set();
  ties.place.codes.forEach((code, tie) => {
    if (matches(searchablePlaces[code], words)) found.add(ties.unit[tie]);
  });
  return found;
}

// Units that fit, in order; and for each option of each filter the units that fit all else and this option.
function chosen(state) {
  const words = wordsOf(state.search);
  const placeWords = wordsOf(state.place);
  const withPlace = placeWords.length ? unitsWithPlace(placeWords) : null;
  const counts = Object.fromEntries(Object.keys(FILTERS).map((key) => [key, new Map([["", 0]])]));
  const shown = [];
  const count = (key, unit) => {
    for (const value of ["", ...FILTERS[key].values[unit]]) counts[key].set(value, (counts[key].get(value) ?? 0) + 1);
  };
  for (const unit of byName) {
    if (!matches(names[unit], words) || (withPlace && !withPlace.has(unit))) continue;
    const failed = Object.keys(FILTERS).filter((key) => state[key] && !FILTERS[key].values[unit].includes(state[key]));
    if (failed.length === 0) shown.push(unit);
    for (const key of failed.length ? failed : Object.keys(FILTERS)) if (failed.length < 2) count(key, unit);
  }
  const order = ORDERS.find(([value]) => value === state.sort)[2];
  return { shown: state.sort ? shown.sort((a, b) => order(a, b)) : shown, counts };
}
