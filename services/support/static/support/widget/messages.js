// The log: one bubble a message, confirmed ones in their order, unconfirmed ones after them.
import { h, icon } from "./dom.js";
import { link, rich, webAddress } from "./rich.js";

export class MessageLog {
  constructor({ texts, endpoint, onFeedback }) {
    Object.assign(this, { texts, endpoint, onFeedback });
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": texts.log, tabindex: "0" });
    // Outside the log: a screen reader should hear a finished message once, not every piece of it.
    this.draft = h("div", { class: "bubble", dir: "auto" });
    this.draftRow = h("div", { class: "row bot", "aria-hidden": "true", hidden: true }, this.draft);
    this.dots = h("div", { class: "row typing", "aria-hidden": "true", hidden: true }, h("i"), h("i"), h("i"));
    this.element = h("div", { class: "scroll" }, this.log, this.draftRow, this.dots);
    // The last words stay in sight when the survey, or a phone's keyboard, takes room from them.
    new ResizeObserver(() => this.follow()).observe(this.element);
    this.clear();
  }

  clear() {
    this.log.replaceChildren();
    this.greeted = false;
    this.rows = new Map();
    this.pending = new Map();
    this.numbers = new Set();
    this.#endDraft();
    this.typing({ on: false });
  }

  // Another conversation begins its numbers anew; what was said stays in sight.
  goOn() {
    this.numbers = new Set();
    this.#endDraft();
    this.typing({ on: false });
  }

  // Always on top, however late the company's words arrive.
  greet(text) {
    if (!text || this.greeted) return;
    this.greeted = true;
    this.log.prepend(h("div", { class: "row bot" }, this.#bubble(text)));
    this.follow();
  }

  // True when the message is new to this log.
  message(message) {
    if (this.numbers.has(message.number)) return false;
    this.numbers.add(message.number);
    if (message.author !== "visitor") this.typing({ on: false });
    if (message.author === "bot") this.#endDraft();
    this.#settle(message.client_id);
    const row = this.#row(message);
    this.rows.set(message.id, row);
    this.log.insertBefore(row, this.pending.values().next().value ?? null);
    this.follow();
    return true;
  }

  // Pieces of an answer as it is written. Offsets count characters, JavaScript's length counts halves of emoji.
  piece({ number, offset, text }) {
    if (this.numbers.has(number)) return;
    if (this.draftNumber !== number) this.#endDraft();
    this.draftNumber = number;
    if (offset < [...this.draftText].length) return;
    this.draftText += text;
    this.draft.replaceChildren(...rich(this.draftText, () => null));
    this.draftRow.hidden = false;
    this.typing({ on: false });
    this.follow();
  }

  typing({ on }) {
    clearTimeout(this.typingTimer);
    this.dots.hidden = !on;
    // A writer who went away never says so.
    if (on) this.typingTimer = setTimeout(() => this.typing({ on: false }), 30_000);
    this.follow();
  }

  unconfirmed(item, note, action) {
    let row = this.pending.get(item.client_id);
    if (!row) {
      row = h("div", { class: "row visitor pending" }, this.#plain(item.text), h("p", { class: "note", role: "status" }));
      this.pending.set(item.client_id, row);
      this.#append(row);
    }
    row.lastChild.replaceChildren(note, ...(action ? [" ", action] : []));
    this.follow();
  }

  feedback({ message, value }) {
    const row = this.rows.get(message);
    for (const thumb of row?.querySelectorAll("[data-value]") ?? [])
      thumb.setAttribute("aria-pressed", String(Number(thumb.dataset.value) === value));
    const thanks = row?.querySelector(".thanks");
    if (thanks) thanks.textContent = value ? this.texts.thanks : "";
  }

  discard(clientId) {
    this.#settle(clientId);
  }

  #settle(clientId) {
    this.pending.get(clientId)?.remove();
    this.pending.delete(clientId);
  }

  #endDraft() {
    this.draftNumber = null;
    this.draftText = "";
    this.draftRow.hidden = true;
    this.draft.replaceChildren();
  }

  #row(message) {
    if (message.author === "system") return h("p", { class: "row system", dir: "auto" }, message.text);
    const row = h("div", { class: `row ${message.author}` }, this.#label(message));
    if (message.author === "visitor") row.append(this.#plain(message.text));
    else row.append(this.#bubble(message.text, message.citations ?? []));
    if (message.author === "bot" && /^(template|composed)$/.test(message.rung)) row.append(this.#thumbs(message));
    return row;
  }

  #label({ author, agent, created_at: at }) {
    const name = author === "agent" ? agent || this.texts.agent : this.texts[author === "bot" ? "bot" : "you"];
    const time = new Date(at);
    const clock = time.toLocaleTimeString(this.texts.locale, { hour: "2-digit", minute: "2-digit" });
    return h("p", { class: "label" }, name, " ", h("time", { datetime: at }, isNaN(time) ? "" : clock));
  }

  #plain(text) {
    return h("div", { class: "bubble", dir: "auto" }, text);
  }

  #bubble(text, citations = []) {
    const address = ({ chunk, version }) => webAddress(`/sources/${chunk}/?version=${version}`, this.endpoint);
    const byNumber = new Map(citations.map((citation) => [citation.n, address(citation)]));
    const bubble = h("div", { class: "bubble", dir: "auto" }, ...rich(text, (n) => byNumber.get(n)));
    if (citations.length) bubble.append(this.#sources(citations, address));
    return bubble;
  }

  #sources(citations, address) {
    const items = citations.map((citation) => {
      const place = [citation.title, citation.heading].filter((part, i, all) => part && all.indexOf(part) === i);
      const anchor = link(address(citation), h("b", {}, String(citation.n)), h("span", { dir: "auto" }, place.join(" › ")));
      anchor.title = `${citation.quote ?? ""}\n(${this.texts.newWindow})`.trim();
      return h("li", {}, anchor);
    });
    return h("ul", { class: "sources", "aria-label": this.texts.sources }, ...items);
  }

  #thumbs(message) {
    const thumb = (value, name, text) => {
      const press = () => this.onFeedback(message, button.getAttribute("aria-pressed") === "true" ? 0 : value);
      const pressed = String(message.feedback === value);
      const button = h("button", { type: "button", title: text, "aria-label": text, "aria-pressed": pressed, "data-value": value, onclick: press }, icon(name));
      return button;
    };
    const { helpful, unhelpful, thanks } = this.texts;
    const note = h("span", { class: "thanks", role: "status" }, message.feedback ? thanks : "");
    return h("p", { class: "thumbs" }, thumb(1, "up", helpful), thumb(-1, "down", unhelpful), note);
  }

  #append(row) {
    this.log.append(row);
    this.follow();
  }

  // Follows the talk, unless the reader has scrolled up to read.
  follow() {
    const box = this.element;
    if (!box) return;
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 240) requestAnimationFrame(() => (box.scrollTop = box.scrollHeight));
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }
}

