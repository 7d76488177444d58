// <triptych-chat endpoint language theme company suggestions open>: joins the panel, the stream and the outbox.
import { Client, Refused } from "./client.js";
import { h } from "./dom.js";
import { Memory } from "./memory.js";
import { MessageLog } from "./messages.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { EventStream } from "./stream.js";
import { sheet } from "./styles.js";
import { fill, textsFor } from "./texts.js";

export class TriptychChat extends HTMLElement {
  connectedCallback() {
    if (this.panel) return this.#resume();
    this.endpoint = (this.getAttribute("endpoint") || new URL(import.meta.url).origin).replace(/\/+$/, "");
    this.language = this.getAttribute("language") || document.documentElement.lang || navigator.language || "en";
    this.maxLength = 20_000;
    this.memory = new Memory(this.endpoint);
    this.client = new Client({ endpoint: this.endpoint, memory: this.memory, language: this.language });
    this.texts = { ...textsFor(this.language), locale: this.language };
    this.#build();
    this.outbox = new Outbox({ memory: this.memory, deliver: (item) => this.#deliver(item), onState: (...change) => this.#itemState(...change) });
    this.#configure();
    this.#resume();
  }

  disconnectedCallback() {
    this.stream?.stop();
  }

  open() {
    this.panel.toggle(true);
  }

  close() {
    this.panel.toggle(false);
  }

  #build() {
    const { texts, endpoint } = this;
    this.log = new MessageLog({ texts, endpoint, onFeedback: (message, value) => this.#rate(message, value) });
    const on = {
      send: (text) => this.#send(text),
      person: () => this.#askForPerson(),
      again: () => this.#startAgain(),
      draft: (text) => this.memory.set("draft", text),
      toggle: (open) => this.#toggled(open),
      state: (state) => this.#survey(state),
      rate: (score, comment) => this.#rateConversation(score, comment),
    };
    const suggestions = (this.getAttribute("suggestions") || "").split("|").filter(Boolean);
    this.panel = new Panel({ texts, log: this.log, suggestions, on });
    const root = this.attachShadow({ mode: "open" });
    // A constructed sheet needs no leave from the page's content security policy.
    root.adoptedStyleSheets = [sheet()];
    root.append(h("div", { class: "chat", lang: this.language }, ...this.panel.elements));
    this.panel.write(this.memory.get("draft", ""));
    this.#status({ state: "bot", agent: null, connected: true });
    const wide = !matchMedia("(max-width: 480px)").matches;
    if (this.hasAttribute("open") || (wide && this.memory.get("open"))) this.panel.toggle(true);
  }

  // The company's own words; the widget works without them.
  async #configure() {
    try {
      const config = await this.client.config();
      this.greeting = config.greeting;
      this.panel.company.textContent = this.getAttribute("company") || config.company || this.texts.title;
      if (config.max_length) this.maxLength = config.max_length;
    } catch {
      this.greeting = "";
    }
    this.log.greet(this.greeting);
  }

  #resume() {
    const id = this.memory.get("conversation");
    for (const item of this.outbox.items) this.log.unconfirmed(item, this.texts.sending);
    if (id) this.#follow(id);
    if (id || this.outbox.items.length) this.panel.hideSuggestions();
    this.outbox.flush();
  }

  #send(text) {
    if ([...text].length > this.maxLength) {
      this.panel.complain(fill(this.texts.tooLong, { count: this.maxLength }));
      return false;
    }
    this.panel.hideSuggestions();
    const item = this.outbox.add(text);
    this.log.unconfirmed(item, this.texts.sending);
    this.log.scrollToEnd();
    this.outbox.flush();
    return true;
  }

  async #deliver({ client_id, text }) {
    const post = async () => this.client.call("POST", `/conversations/${await this.#conversation()}/messages`, { client_id, text });
    try {
      await post();
    } catch (error) {
      // The conversation was closed or erased meanwhile: what was written starts a new one.
      if (!(error instanceof Refused) || ![404, 409, 410].includes(error.status)) throw error;
      this.#leave();
      await post();
    }
  }

  async #conversation() {
    const known = this.memory.get("conversation");
    if (known) return known;
    const { id } = await this.client.call("POST", "/conversations", { language: this.language });
    this.memory.set("conversation", id);
    this.#follow(id);
    return id;
  }

  #follow(id) {
    this.stream?.stop();
    const stream = new EventStream({
      open: (lastId, signal) => this.client.events(id, lastId, signal),
      onEvent: (kind, data) => stream === this.stream && this.#event(kind, data),
      onStatus: (status) => stream === this.stream && this.#streamStatus(status),
      fatal: (error) => error instanceof Refused && !error.passing,
    });
    this.stream = stream;
    stream.run();
  }

  #event(kind, data) {
    if (kind === "message") this.#message(data);
    else if (kind === "piece") this.log.piece(data);
    else if (kind === "typing") this.log.typing(data);
    else if (kind === "feedback") this.log.feedback(data);
    else if (kind === "merged" && data.into) this.#goOn(data.into);
    else if (kind === "state") this.#status({ state: data.state, agent: data.agent });
  }

  // An agent has joined this conversation with another one of the same customer: what was said here stays in sight.
  #goOn(id) {
    this.memory.set("conversation", id);
    this.memory.set("read", 0);
    this.log.goOn();
    this.#status({ state: "bot", agent: null });
    this.#follow(id);
  }

  #message(message) {
    const isNew = this.log.message(message);
    this.outbox.remove(message.client_id);
    if (!isNew || message.number <= this.memory.get("read", 0)) return;
    if (this.panel.isOpen) this.memory.set("read", message.number);
    else if (message.author !== "visitor") this.panel.countUnread(this.panel.unread + 1);
    this.lastNumber = message.number;
  }

  #streamStatus(status) {
    // The server does not know this conversation any more: the next message begins another.
    if (status === "refused") this.#leave();
    else this.#status({ connected: status === "live" });
  }

  #status(change) {
    this.shown = { ...this.shown, ...change };
    this.panel.show(this.shown);
  }

  #itemState(item, state, error) {
    const { sending, unsent, refused, remove } = this.texts;
    if (state === "sent") return;
    if (state === "unsent") return this.log.unconfirmed(item, unsent);
    const discard = h("button", { type: "button", onclick: () => this.log.discard(item.client_id) }, remove);
    this.log.unconfirmed(item, state === "refused" ? [refused, error.message].join(" ") : sending, discard);
  }

  async #askForPerson() {
    this.panel.person.disabled = true;
    try {
      this.panel.hideSuggestions();
      await this.client.call("POST", `/conversations/${await this.#conversation()}/person`);
    } catch {
      this.panel.complain(this.texts.reconnecting);
    } finally {
      this.panel.person.disabled = false;
    }
  }

  async #rate(message, value) {
    try {
      const saved = await this.client.call("POST", `/messages/${message.id}/feedback`, { value });
      this.log.feedback({ message: message.id, value: saved.value });
    } catch {
      this.panel.complain(this.texts.reconnecting);
    }
  }

  // Asked when the conversation has ended, and again when it ends again.
  async #survey(state) {
    const id = this.memory.get("conversation");
    if (state !== "closed" || !id) return this.panel?.survey.hide();
    try {
      const survey = await this.client.call("GET", `/conversations/${id}/rating`);
      if (!survey.enabled || this.shown.state !== "closed") return;
      this.panel.survey.show(survey);
    } catch {
      this.panel.survey.hide();
    }
  }

  async #rateConversation(score, comment) {
    try {
      await this.client.call("POST", `/conversations/${this.memory.get("conversation")}/rating`, { score, comment });
      return true;
    } catch {
      return false;
    }
  }

  #leave() {
    this.stream?.stop();
    this.stream = null;
    this.memory.set("conversation", null);
    this.memory.set("read", 0);
    this.#status({ state: "bot", agent: null, connected: true });
  }

  #startAgain() {
    this.#leave();
    this.log.clear();
    this.log.greet(this.greeting);
    this.panel.input.focus();
  }

  #toggled(open) {
    this.memory.set("open", open);
    if (open && this.lastNumber) this.memory.set("read", this.lastNumber);
  }
}
