// The launcher and the panel around the log: header, banner, composer. Knows no network.
import { h, icon } from "./dom.js";
import { Survey } from "./survey.js";
import { fill } from "./texts.js";

const PHONE = "(max-width: 480px)";

export class Panel {
  constructor({ texts, log, suggestions, on }) {
    Object.assign(this, { texts, log, on });
    this.survey = new Survey({ texts, rate: on.rate });
    this.unread = 0;
    this.badge = h("span", { class: "badge", hidden: true });
    this.launcher = h("button", { class: "launcher", type: "button", "aria-expanded": "false", "aria-controls": "panel", "aria-label": texts.open, onclick: () => this.toggle() }, icon("chat"), this.badge);
    this.banner = h("p", { class: "banner", role: "status", hidden: true });
    this.panel = h("section", { class: "panel", id: "panel", role: "dialog", "aria-labelledby": "title", hidden: true, onkeydown: (event) => this.#keys(event) }, this.#header(), this.banner, log.element, this.#suggestions(suggestions), this.#ending(), this.#composer());
    this.elements = [this.panel, this.launcher];
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  toggle(open = !this.isOpen) {
    if (open === this.isOpen) return;
    this.panel.hidden = !open;
    this.panel.setAttribute("aria-modal", String(open && matchMedia(PHONE).matches));
    this.launcher.setAttribute("aria-expanded", String(open));
    this.launcher.setAttribute("aria-label", open ? this.texts.close : this.texts.open);
    if (open) {
      this.countUnread(0);
      this.log.scrollToEnd();
      this.input.focus({ preventScroll: true });
    } else {
      this.launcher.focus({ preventScroll: true });
    }
    this.on.toggle(open);
  }

  countUnread(count) {
    this.unread = count;
    this.badge.hidden = !count;
    this.badge.textContent = count > 9 ? "9+" : String(count);
  }

  // `state` is the conversation's, `connected` the stream's.
  show({ state, agent, connected }) {
    const { waiting, withPerson, closed, reconnecting } = this.texts;
    const name = agent || this.texts.agent;
    const text = { waiting, closed, person: fill(withPerson, { name }) }[state] ?? "";
    this.banner.textContent = connected ? text : reconnecting;
    this.banner.className = `banner ${connected ? state : "lost"}`;
    this.banner.hidden = !this.banner.textContent;
    this.person.hidden = state !== "bot";
    this.ending.hidden = state !== "closed";
    if (state !== this.state) this.on.state(state);
    this.state = state;
  }

  hideSuggestions() {
    this.chips.hidden = true;
  }

  // Of the composer: an error stays until the text changes.
  complain(text) {
    this.note.textContent = text;
    this.input.setAttribute("aria-invalid", String(Boolean(text)));
  }

  #header() {
    const close = h("button", { class: "plain", type: "button", "aria-label": this.texts.close, title: this.texts.close, onclick: () => this.toggle(false) }, icon("close"));
    this.company = h("span", {}, this.texts.title);
    const names = h("div", {}, h("h2", { id: "title" }, this.company), h("p", {}, this.texts.subtitle));
    return h("header", {}, h("span", { class: "mark" }, icon("chat")), names, close);
  }

  #suggestions(questions) {
    const chip = (question) => h("button", { type: "button", onclick: () => this.on.send(question) }, question);
    this.chips = h("div", { class: "chips", hidden: !questions.length }, ...questions.map(chip));
    return this.chips;
  }

  #composer() {
    const { placeholder, send, person } = this.texts;
    this.input = h("textarea", { rows: 1, placeholder, "aria-label": placeholder, "aria-describedby": "note", dir: "auto", oninput: () => this.#changed() });
    this.note = h("p", { class: "note", id: "note", role: "status" });
    this.person = h("button", { class: "ask", type: "button", onclick: () => this.on.person() }, icon("person"), person);
    const button = h("button", { class: "send", type: "submit", "aria-label": send, title: send }, icon("send"));
    this.form = h("form", { onsubmit: (event) => this.#submit(event) }, h("div", { class: "field" }, this.input, button), this.note, this.person);
    return this.form;
  }

  #ending() {
    this.again = h("button", { class: "again", type: "button", onclick: () => this.on.again() }, this.texts.again);
    this.ending = h("div", { class: "ending", hidden: true }, this.survey.element, this.again);
    return this.ending;
  }

  write(text) {
    this.input.value = text;
    this.#changed();
  }

  #changed() {
    this.complain("");
    this.on.draft(this.input.value);
    // Grows with its text up to the height that the style allows.
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${this.input.scrollHeight}px`;
  }

  #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (text && this.on.send(text)) this.write("");
    this.input.focus();
  }

  #keys(event) {
    if (event.key === "Escape") this.toggle(false);
    // While an input method is choosing characters, Enter belongs to it.
    else if (event.key === "Enter" && event.composedPath()[0] === this.input && !event.shiftKey && !event.isComposing) this.#submit(event);
    else if (event.key === "Tab") this.#trap(event);
    // The page behind may have shortcuts of its own.
    event.stopPropagation();
  }

  // Only where the panel covers the page; beside the page, Tab may leave it.
  #trap(event) {
    if (!matchMedia(PHONE).matches) return;
    const stops = [...this.panel.querySelectorAll("button, textarea, a, [tabindex='0']")].filter((one) => one.offsetParent);
    const [first, last] = [stops[0], stops.at(-1)];
    const current = this.panel.getRootNode().activeElement;
    if (current !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}
