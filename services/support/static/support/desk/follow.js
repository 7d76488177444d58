// A stream of server-sent events. The browser reconnects by itself and sends the last id it saw; so do we.

const LATER = 5_000;

export function follow(address, handlers, after = "") {
  const place = new URL(address, location.href);
  if (after) place.searchParams.set("after", after);
  const source = new EventSource(place);
  let last = after;

  for (const [kind, handle] of Object.entries(handlers))
    source.addEventListener(kind, (event) => {
      last = event.lastEventId || last;
      handle(JSON.parse(event.data));
    });
  // "bye" asks to come back; an EventSource that was refused stays closed unless it is made anew.
  source.addEventListener("bye", () => again(0));
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && again(LATER));
  addEventListener("pagehide", () => source.close());

  function again(wait) {
    source.close();
    setTimeout(() => {
      // Whatever happened in between is on the page after a fresh read.
      for (const name of ["message", "inbox"]) handlers[name]?.({});
      follow(address, handlers, last);
    }, wait);
  }
}
