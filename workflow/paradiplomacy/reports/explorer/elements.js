// Elements are made here and nowhere else; what comes from data is set as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "text") made.textContent = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function drawn(tag, properties) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(properties)) made.setAttribute(name, value);
  return made;
}

// Shape tells types apart as well as colour, as on the printed maps: in grey the two partners, and both, look alike.
const FORMS = {
  both: ["polygon", { points: "0,-1.25 1.25,0 0,1.25 -1.25,0" }],
  second: ["rect", { x: -1, y: -1, width: 2, height: 2 }],
  unknown: ["circle", { r: 0.7 }],
};

function sign(type, properties = {}) {
  const [form, measures] = FORMS[type] ?? ["circle", { r: 1 }];
  return drawn(form, { ...measures, class: `sign ${type}`, ...properties });
}

function signAlone(type) {
  const made = drawn("svg", { viewBox: "-1.3 -1.3 2.6 2.6", class: "alone", "aria-hidden": "true" });
  made.append(sign(type));
  return made;
}

const button = (text, onclick, properties = {}) => element("button", { type: "button", text, onclick, ...properties });
