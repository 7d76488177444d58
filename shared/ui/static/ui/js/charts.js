// Draw the figures that the server describes, in the colours of the theme, again when either changes.
function colour(name) {
  // A custom property comes back unresolved; the colour of an element that uses it does not.
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function themed(layout) {
  const ink = colour("--soft");
  const axis = { gridcolor: colour("--line"), linecolor: colour("--line"), zerolinecolor: colour("--line"), tickcolor: colour("--line") };
  return {
    ...layout,
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: ink },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    colorway: [1, 2, 3, 4, 5, 6].map((number) => colour(`--series-${number}`)),
    xaxis: { ...axis, ...layout.xaxis },
    yaxis: { ...axis, ...layout.yaxis },
    hoverlabel: { bgcolor: colour("--raised"), bordercolor: colour("--line"), font: { color: colour("--ink") } },
  };
}

function draw(element) {
  const figure = JSON.parse(element.querySelector("script").textContent);
  const canvas = element.querySelector(".chart-canvas");
  Plotly.react(canvas, figure.data, themed(figure.layout), { displayModeBar: false, responsive: true });
}

function drawAll(within) {
  // What htmx brings in may itself be a chart.
  if (within.matches?.("[data-chart]")) draw(within);
  for (const element of within.querySelectorAll("[data-chart]")) draw(element);
}

drawAll(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) drawAll(event.detail.elt);
});
document.addEventListener("theme-changed", () => drawAll(document));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(document));
