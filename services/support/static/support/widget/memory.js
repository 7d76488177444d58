// What the browser remembers for one endpoint. Private windows may refuse storage: then memory has to do.

export class Memory {
  constructor(endpoint) {
    this.key = `triptych-chat:${endpoint}`;
    this.fallback = "{}";
  }

  get(name, otherwise = null) {
    return this.#read()[name] ?? otherwise;
  }

  set(name, value) {
    // Read afresh: another tab may have written since.
    const all = { ...this.#read(), [name]: value };
    this.fallback = JSON.stringify(all);
    try {
      localStorage.setItem(this.key, this.fallback);
    } catch {
      // Kept in `fallback` for as long as this page lives.
    }
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? this.fallback);
    } catch {
      return JSON.parse(this.fallback);
    }
  }
}
