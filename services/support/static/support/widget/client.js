// The conversation API. Calls either give JSON, or throw `Refused` (the server said no) or a TypeError (no network).

export class Refused extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.detail || problem.title || `HTTP ${status}`);
    this.status = status;
    this.code = problem.code || "";
    this.retryAfter = retryAfter;
  }

  // Worth another try: the server is busy, broken or restarting.
  get passing() {
    return this.status === 429 || this.status === 408 || this.status >= 500;
  }
}

export class Client {
  constructor({ endpoint, memory, language }) {
    this.base = `${endpoint}/api/widget`;
    this.memory = memory;
    this.language = language;
  }

  config() {
    return this.#request("GET", `/config?language=${encodeURIComponent(this.language)}`, { token: null }).then(json);
  }

  // The same visitor comes back with the old token, and a new one without.
  async signIn() {
    const body = { language: this.language };
    const token = this.memory.get("token");
    if (token) body.token = token;
    const session = await this.#request("POST", "/session", { token: null, body }).then(json);
    this.memory.set("token", session.token);
  }

  async call(method, path, body) {
    return json(await this.#signed(method, path, { body }));
  }

  // A stream of events: EventSource cannot send the token or the last id in headers, fetch can.
  events(conversation, lastId, signal) {
    const headers = { Accept: "text/event-stream" };
    if (lastId) headers["Last-Event-ID"] = lastId;
    return this.#signed("GET", `/conversations/${conversation}/events`, { headers, signal });
  }

  async #signed(method, path, options) {
    if (!this.memory.get("token")) await this.signIn();
    try {
      return await this.#request(method, path, { ...options, token: this.memory.get("token") });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      await this.signIn();
      return this.#request(method, path, { ...options, token: this.memory.get("token") });
    }
  }

  async #request(method, path, { body, headers = {}, signal, token }) {
    const sent = { ...headers };
    if (token) sent.Authorization = `Bearer ${token}`;
    if (body) sent["Content-Type"] = "application/json";
    const response = await fetch(this.base + path, {
      method,
      headers: sent,
      signal,
      body: body && JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
    });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw new Refused(response.status, problem, Number(response.headers.get("Retry-After")) || 0);
  }
}

const json = (response) => response.json();
