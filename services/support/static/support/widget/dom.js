// Elements are built, never parsed: what a customer or a model writes can only become a text node.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

// Line drawings on a 24 × 24 grid.
const PATHS = {
  chat: "M4 5.5h16v11H10.5L6 20v-3.5H4z M8 9.5h8 M8 12.5h5",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12h14M12.5 6l6 6-6 6",
  up: "M7 11v8H4v-8zM7 11l4-7c1.4 0 2.2 1 2 2.3L12.5 9H18c1.2 0 2 1 1.8 2.1l-1.2 6.3c-.2 1-1 1.6-2 1.6H7",
  down: "M17 13V5h3v8zM17 13l-4 7c-1.4 0-2.2-1-2-2.3l.5-2.7H6c-1.2 0-2-1-1.8-2.1l1.2-6.3C5.6 5.6 6.4 5 7.4 5H17",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.6-3.6 3.6-5.5 7.5-5.5s6.9 1.9 7.5 5.5",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
