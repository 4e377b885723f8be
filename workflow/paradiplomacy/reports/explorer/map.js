// The map: cities as dots by type and population, regions as areas. It moves by hand, wheel, two fingers, keys and buttons.
const [WIDTH, HEIGHT] = contents.window;
const NEAREST = WIDTH / 40; // width of the map in sight when it is nearest
const FARTHEST = WIDTH; // the whole window
const REACH = { mouse: 12, touch: 24 }; // pixels within which a dot is hit
const TOP = ["unknown", "none", "first", "second", "both"]; // what matters most lies on top
const STEP = 1.5;

function mapOfUnits(frame, svg, tip, { open, moved }) {
  const regions = drawn("g", { class: "regions" });
  const dots = drawn("g", { class: "dots" });
  const ring = drawn("circle", { class: "ring", r: 1, visibility: "hidden" });
  const signs = new Map(); // of each unit
  const unitOfArea = new Map();
  let shown = new Set();
  let view = whole();
  let pointed = -1;
  let marked = [];

  svg.append(drawn("path", { class: "land", d: contents.land }), regions, dots, ring);
  for (const [unit, path] of contents.regions) {
    const area = drawn("path", { d: path, class: `area ${units.type[unit]}` });
    signs.set(unit, area);
    unitOfArea.set(area, unit);
    regions.append(area);
  }
  const height = (unit) => TOP.indexOf(units.type[unit]) * 1e9 - (units.population[unit] ?? 0);
  for (const unit of [...every].sort((a, b) => height(a) - height(b))) {
    if (signs.has(unit)) continue;
    const dot = sign(units.type[unit]);
    signs.set(unit, dot);
    dots.append(dot);
  }

  function whole() {
    return { x: WIDTH / 2, y: HEIGHT / 2, width: FARTHEST };
  }

  const size = () => ({ width: frame.clientWidth || 1, height: frame.clientHeight || 1 });

  // Units of the map for one pixel: the window fits in whichever way the frame is wider.
  function grain() {
    const { width, height: tall } = size();
    return view.width / Math.min(width, tall);
  }

  function draw() {
    const { width, height: tall } = size();
    const unit = grain();
    svg.setAttribute("viewBox", `${view.x - (width * unit) / 2} ${view.y - (tall * unit) / 2} ${width * unit} ${tall * unit}`);
    const nearer = (FARTHEST / view.width) ** 0.3;
    for (const [place, dot] of signs) {
      if (unitOfArea.has(dot)) continue;
      dot.setAttribute("transform", `translate(${units.x[place]} ${units.y[place]}) scale(${radius(place) * nearer * unit})`);
    }
    markPlaces();
    frame.classList.toggle("near", view.width < FARTHEST);
  }

  function radius(unit) {
    return 2.3 + 4.6 * Math.sqrt(Math.min(units.population[unit] ?? 0, 4e6) / 3e6);
  }

  function markPlaces() {
    const place = pointed >= 0 ? pointed : (marked[0] ?? -1);
    for (const [unit, made] of signs) made.classList.toggle("marked", marked.includes(unit) || unit === pointed);
    ring.setAttribute("visibility", place >= 0 ? "visible" : "hidden");
    if (place < 0) return;
    ring.setAttribute("cx", units.x[place]);
    ring.setAttribute("cy", units.y[place]);
    ring.setAttribute("r", 11 * grain());
  }

  function toMap(event) {
    const box = frame.getBoundingClientRect();
    const [unit, { width, height: tall }] = [grain(), size()];
    return {
      x: view.x + (event.clientX - box.left - width / 2) * unit,
      y: view.y + (event.clientY - box.top - tall / 2) * unit,
    };
  }

  function hit(event) {
    const place = toMap(event);
    let reach = (REACH[event.pointerType] ?? REACH.touch) * grain();
    let found = -1;
    for (const unit of shown) {
      if (units.level[unit] === "region") continue;
      const away = Math.hypot(units.x[unit] - place.x, units.y[unit] - place.y) - radius(unit) * grain();
      if (away < reach) [reach, found] = [Math.max(away, 0), unit];
    }
    return found >= 0 ? found : (unitOfArea.get(event.target) ?? -1);
  }

  function zoom(factor, centre = view) {
    const width = Math.max(NEAREST, Math.min(FARTHEST, view.width * factor));
    const share = width / view.width;
    move(centre.x + (view.x - centre.x) * share, centre.y + (view.y - centre.y) * share, width);
  }

  function move(x, y, width = view.width) {
    const keep = (value, most) => Math.max(-0.35 * most, Math.min(1.35 * most, value));
    view = { x: keep(x, WIDTH), y: keep(y, HEIGHT), width };
    draw();
    moved(view.width === FARTHEST ? "" : [view.x, view.y, view.width].map(Math.round).join("_"));
  }

  function point(unit, event = null) {
    if (unit !== pointed) {
      pointed = unit;
      markPlaces();
    }
    tip.hidden = unit < 0 || event === null;
    if (tip.hidden) return;
    tip.textContent = `${units.name[unit]}, ${countryName(unit)}: ${typeLabels.get(units.type[unit])}`;
    const box = frame.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth - 6);
    tip.style.left = `${Math.max(6, left)}px`;
    tip.style.top = `${Math.max(6, event.clientY - box.top - tip.offsetHeight - 10)}px`;
  }

  const fingers = new Map();
  let dragged = 0;
  let start = null;

  function spread() {
    const [a, b] = [...fingers.values()];
    return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, far: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) };
  }

  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    fingers.set(event.pointerId, event);
    start = fingers.size === 2 ? spread() : { x: event.clientX, y: event.clientY };
    if (fingers.size === 1) dragged = 0;
  });
  frame.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) {
      point(hit(event), event);
      return;
    }
    fingers.set(event.pointerId, event);
    const now = fingers.size === 2 ? spread() : { x: event.clientX, y: event.clientY };
    dragged += Math.hypot(now.x - start.x, now.y - start.y);
    if (dragged > 6 && !frame.hasPointerCapture(event.pointerId)) frame.setPointerCapture(event.pointerId);
    if (dragged > 6 || fingers.size === 2) move(view.x - (now.x - start.x) * grain(), view.y - (now.y - start.y) * grain());
    if (now.far && start.far) zoom(start.far / now.far, toMap({ clientX: now.x, clientY: now.y }));
    start = now;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    frame.addEventListener(end, (event) => {
      const tapped = fingers.size === 1 && dragged <= 6 && end === "pointerup" && fingers.has(event.pointerId);
      fingers.delete(event.pointerId);
      const [left] = fingers.values();
      if (left) start = { x: left.clientX, y: left.clientY };
      const unit = tapped ? hit(event) : -1;
      if (unit >= 0) open(unit);
    });
  }
  frame.addEventListener("pointerleave", () => point(-1));
  frame.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(STEP ** Math.sign(event.deltaY), toMap(event));
    },
    { passive: false },
  );
  frame.addEventListener("keydown", (event) => {
    const far = view.width / 8;
    const ways = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
    if (event.key in ways) move(view.x + ways[event.key][0], view.y + ways[event.key][1]);
    else if (event.key === "+" || event.key === "=") zoom(1 / STEP);
    else if (event.key === "-") zoom(STEP);
    else if (event.key === "0") reset();
    else return;
    event.preventDefault();
  });
  new ResizeObserver(draw).observe(frame);

  function reset() {
    move(WIDTH / 2, HEIGHT / 2, FARTHEST);
  }

  return {
    show(unitsShown, level, chosenUnits) {
      shown = new Set(unitsShown);
      marked = chosenUnits;
      regions.classList.toggle("behind", level !== "region");
      for (const [unit, made] of signs) made.classList.toggle("away", !shown.has(unit));
      markPlaces();
    },
    at(text) {
      const [x, y, width] = text.split("_").map(Number);
      view = Number.isFinite(x + y + width) && width >= NEAREST && width <= FARTHEST ? { x, y, width } : whole();
      draw();
    },
    // A unit that is opened and lies out of sight is brought into it.
    bring(unit) {
      const [{ width, height: tall }, unitGrain] = [size(), grain()];
      const [across, down] = [units.x[unit] - view.x, units.y[unit] - view.y];
      const inside = Math.abs(across) < (width * unitGrain) / 2 && Math.abs(down) < (tall * unitGrain) / 2;
      if (!inside) move(units.x[unit], units.y[unit], Math.min(view.width, FARTHEST / 3));
    },
    point,
    reset,
    nearer: () => zoom(1 / STEP),
    farther: () => zoom(STEP),
  };
}
