// Keep the overview up to date: by server-sent events, else by asking every 30 s; a hidden page asks nothing.
const POLL = 30_000;
const label = document.getElementById("live");
const figures = document.getElementById("figures");
let source = null;
let timer = 0;
let stale = false;

function show(state) {
  label.textContent = label.dataset[state];
  label.dataset.state = state;
}

function refresh() {
  // Somebody who reads the numbers of a chart keeps them.
  if (figures.querySelector("details[open]")) return;
  htmx.trigger(figures, "refresh");
}

function poll() {
  clearInterval(timer);
  timer = setInterval(refresh, POLL);
  show("polling");
}

function connect() {
  source = new EventSource(label.dataset.live);
  source.addEventListener("open", () => {
    clearInterval(timer);
    show("on");
    if (stale) refresh();
    stale = false;
  });
  source.addEventListener("changed", refresh);
  source.addEventListener("bye", () => { stop(); stale = true; connect(); });
  source.addEventListener("error", () => {
    stale = true;
    poll();
    // A refused stream stays closed; one that broke comes back by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || connect(), POLL);
  });
}

function stop() {
  source?.close();
  clearInterval(timer);
}

if (label && figures) {
  connect();
  document.addEventListener("visibilitychange", () => {
    stop();
    if (document.hidden) { stale = true; show("paused"); } else connect();
  });
  addEventListener("pagehide", stop);
}
