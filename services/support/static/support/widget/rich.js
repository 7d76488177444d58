// Text with a little of its meaning: paragraphs, lists, tables, citation marks, **bold**, web addresses.
// It becomes nodes, never markup, so that nothing written by a customer or a model can run.
import { h } from "./dom.js";

const MARKS = /\[(\d+)\]|\*\*([^*\n]+)\*\*|(https?:\/\/[^\s<>"'()（）[\]，。；！？]+[^\s<>"'()（）[\]，。；！？.,;:!?])/g;
const KINDS = [
  ["table", /^\|.*\|$/],
  ["ul", /^[-*•] +/],
  ["ol", /^\d+[.)、] +/],
];

// `linkFor(n)` gives the address of citation n, or nothing.
export function rich(text, linkFor) {
  return blocks(text).map(({ kind, lines }) => {
    if (kind === "table") return table(lines, linkFor);
    if (kind === "p") return h("p", { dir: "auto" }, ...inline(lines.join("\n").trim(), linkFor));
    return h(kind, {}, ...lines.map((line) => h("li", { dir: "auto" }, ...inline(line, linkFor))));
  });
}

export function link(href, ...children) {
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

// Addresses come from documents: anything but the web (javascript:, data:) is not one.
export function webAddress(address, base) {
  try {
    const url = new URL(address, base);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

// Runs of lines of one kind; an empty line ends a run.
function blocks(text) {
  const found = [];
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const [kind, pattern] = KINDS.find(([, pattern]) => pattern.test(line)) ?? ["p"];
    const last = found.at(-1);
    const content = kind === "table" || kind === "p" ? line : line.replace(pattern, "");
    if (!line) found.push(null);
    // A mark on a line of its own belongs to the block above it.
    else if (last && (last.kind === kind || /^(\[\d+\])+$/.test(line))) last.lines.push(content);
    else found.push({ kind, lines: [content] });
  }
  return found.filter(Boolean);
}

function table(lines, linkFor) {
  const ruled = /^\|[\s:|-]+\|$/.test(lines[1] ?? "");
  const rows = lines.filter((line) => !/^\|[\s:|-]+\|$/.test(line));
  const marks = rows.filter((line) => !line.startsWith("|"));
  const cells = (line, tag) => line.slice(1, -1).split("|").map((cell) => h(tag, { dir: "auto" }, ...inline(cell.trim(), linkFor)));
  const body = rows.filter((line) => line.startsWith("|")).map((line, i) => h("tr", {}, ...cells(line, ruled && !i ? "th" : "td")));
  return h("div", { class: "table" }, h("table", {}, ...body), ...inline(marks.join(""), linkFor));
}

function inline(text, linkFor) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    const node = element(match, linkFor);
    if (!node) continue;
    nodes.push(text.slice(end, match.index), node);
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

function element([whole, number, bold, address], linkFor) {
  if (bold) return h("strong", {}, bold);
  if (address) return link(address, address);
  const cited = linkFor(Number(number));
  return cited && h("sup", {}, link(cited, whole));
}
