// Server-sent events over fetch: reconnects with the last id, so that a cut stream loses and doubles nothing.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
// The server sends a heartbeat every 15 s; silence for longer means a dead connection nobody told us about.
const SILENCE = 40_000;

export class EventStream {
  // `open(lastId, signal)` gives a Response or throws; `fatal(error)` says whether trying again is pointless.
  constructor({ open, onEvent, onStatus, fatal }) {
    Object.assign(this, { open, onEvent, onStatus, fatal });
    this.lastId = "";
    this.stopped = false;
  }

  stop() {
    this.stopped = true;
    this.abort?.abort();
    this.wake?.();
  }

  async run() {
    let wait = FIRST_WAIT;
    while (!this.stopped) {
      let ended = false;
      try {
        ended = await this.#once(() => (wait = FIRST_WAIT));
      } catch (error) {
        if (this.stopped) return;
        if (this.fatal(error)) return this.onStatus("refused", error);
        this.onStatus("lost");
        wait = Math.max(wait, (error.retryAfter || 0) * 1000);
      }
      // A polite end is followed at once; after anything else, wait longer each time and not all in step.
      if (!ended) {
        await this.#pause(wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
  }

  async #once(onProgress) {
    this.abort = new AbortController();
    const watchdog = { timer: 0, abort: this.abort };
    try {
      const response = await this.open(this.lastId, this.abort.signal);
      this.onStatus("live");
      for await (const event of parse(response.body, watchdog)) {
        if (this.stopped) return true;
        onProgress();
        if (event.type === "bye") return true;
        this.onEvent(event.type, JSON.parse(event.data));
        // Only once it has been handled: what throws is asked for again.
        if (event.id) this.lastId = event.id;
      }
      return false;
    } finally {
      clearTimeout(watchdog.timer);
      this.abort.abort();
    }
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener("online", done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.wake = done;
      addEventListener("online", done);
    });
  }
}

async function* parse(body, watchdog) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (true) {
    clearTimeout(watchdog.timer);
    watchdog.timer = setTimeout(() => watchdog.abort.abort(), SILENCE);
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = fields(block);
      if (event) yield event;
    }
  }
}

function fields(block) {
  const event = { id: "", type: "message", data: "" };
  const data = [];
  for (const line of block.split("\n")) {
    const [, name, value] = /^(\w+):? ?(.*)$/s.exec(line) ?? [];
    if (name === "data") data.push(value);
    else if (name === "event") event.type = value;
    else if (name === "id") event.id = value;
  }
  if (!data.length) return event.type === "bye" ? event : null;
  event.data = data.join("\n");
  return event;
}
