// After a conversation: five faces, a word if wanted, and thanks. Asked where it ended, never in the way of writing on.
import { h } from "./dom.js";

const FACES = ["😞", "😕", "😐", "😊", "😀"];

export class Survey {
  constructor({ texts, rate }) {
    Object.assign(this, { texts, rate });
    this.element = h("div", { class: "survey", hidden: true });
  }

  show({ question, asks_comment: asksComment, score }) {
    this.score = score;
    const name = h("p", { class: "question", id: "survey" }, question);
    const faces = FACES.map((face, place) => this.#face(face, place + 1));
    this.group = h("div", { class: "faces", role: "group", "aria-labelledby": "survey" }, ...faces);
    this.comment = h("textarea", { rows: 2, maxlength: 2000, placeholder: this.texts.comment, "aria-label": this.texts.comment, dir: "auto" });
    const send = h("button", { class: "again", type: "button", onclick: () => this.#send() }, this.texts.sendComment);
    this.more = asksComment ? h("div", { class: "more", hidden: true }, this.comment, send) : null;
    this.thanks = h("p", { class: "note", role: "status" }, score ? this.texts.thanks : "");
    this.element.replaceChildren(name, this.group, ...(this.more ? [this.more] : []), this.thanks);
    this.element.hidden = false;
    this.#press();
  }

  hide() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  #face(face, score) {
    const label = this.texts.scores[score - 1];
    return h("button", { type: "button", title: label, "aria-label": label, "data-score": score, onclick: () => this.#choose(score) }, face);
  }

  #choose(score) {
    this.score = score;
    this.#press();
    if (this.more) this.more.hidden = false;
    this.#say();
  }

  // Enter in the comment belongs to the comment; the panel's own Enter sends messages.
  // What was written stays until it has arrived.
  async #send() {
    if (await this.#say(this.comment.value.trim())) this.more.hidden = true;
  }

  async #say(comment = "") {
    const arrived = await this.rate(this.score, comment);
    this.thanks.textContent = arrived ? this.texts.thanks : this.texts.reconnecting;
    return arrived;
  }

  #press() {
    for (const button of this.group.children) button.setAttribute("aria-pressed", String(Number(button.dataset.score) === this.score));
  }
}
