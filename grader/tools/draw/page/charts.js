// Charts of accuracies: a line for each model over the amounts of a variation, and a mark where its slider is.

const SVG = "http://www.w3.org/2000/svg";
const LEFT = 40, RIGHT = 292, TOP = 8, BOTTOM = 146; // of the plot, within 300 x 170

export const percent = (share, digits = 0) => `${(100 * share).toFixed(digits)}\u202f%`;

// `lines` are { name, place, shares }: the place of a model chooses its colour.
export function drawChart(svg, title, amounts, lines, now) {
  const [first, last] = [amounts[0], amounts.at(-1)];
  const x = (amount) => LEFT + ((RIGHT - LEFT) * (amount - first)) / (last - first);
  const y = (share) => BOTTOM - (BOTTOM - TOP) * share;
  const parts = [];
  for (const share of [0, 0.5, 1]) {
    parts.push(made("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y(share), y2: y(share) }));
    parts.push(text(percent(share), { x: LEFT - 5, y: y(share) + 4, "text-anchor": "end" }));
  }
  for (const [place, amount] of amounts.entries()) {
    if (place % 2 === 0) parts.push(text(signed(amount), { x: x(amount), y: BOTTOM + 16, "text-anchor": "middle" }));
  }
  for (const { place, shares } of lines) {
    const points = shares.map((share, index) => `${x(amounts[index]).toFixed(1)},${y(share).toFixed(1)}`).join(" ");
    parts.push(made("polyline", { class: `curve line-${place}`, points }));
  }
  parts.push(made("line", { class: "now", x1: x(now), x2: x(now), y1: TOP, y2: BOTTOM }));
  if (!lines.length) {
    parts.push(text("not measured yet", { x: (LEFT + RIGHT) / 2, y: y(0.25), "text-anchor": "middle" }));
  }
  svg.replaceChildren(...parts);
  const told = lines.map(({ name, shares }) => {
    const worst = shares.indexOf(Math.min(...shares));
    return `${name} is worst at ${signed(amounts[worst])} with ${percent(shares[worst])}`;
  });
  svg.setAttribute("aria-label", `${title}: ${told.join("; ") || "not measured yet"}`);
}

export function fillTable(table, amounts, lines) {
  const head = row("th", ["", ...amounts.map(signed)]);
  head.querySelectorAll("th").forEach((cell) => cell.setAttribute("scope", "col"));
  head.firstChild.replaceWith(document.createElement("td"));
  table.replaceChildren(head, ...lines.map(({ name, shares }) => {
    const line = row("td", [name, ...shares.map((share) => percent(share, 1))]);
    const title = document.createElement("th");
    title.setAttribute("scope", "row");
    title.textContent = name;
    line.firstChild.replaceWith(title);
    return line;
  }));
}

export function signed(amount) {
  return String(amount).replace("-", "\u2212");
}

function row(kind, texts) {
  const line = document.createElement("tr");
  line.append(...texts.map((each) => Object.assign(document.createElement(kind), { textContent: each })));
  return line;
}

function made(kind, attributes) {
  const element = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function text(words, attributes) {
  const element = made("text", attributes);
  element.textContent = words;
  return element;
}
