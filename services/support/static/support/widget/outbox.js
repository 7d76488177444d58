// Messages that the server has not confirmed. They outlive the page and are sent again under the same id.
import { Refused } from "./client.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 20_000;

export class Outbox {
  // `deliver({client_id, text})` resolves when the server has it.
  constructor({ memory, deliver, onState }) {
    Object.assign(this, { memory, deliver, onState });
    this.busy = false;
    addEventListener("online", () => this.flush());
  }

  get items() {
    return this.memory.get("outbox", []);
  }

  add(text) {
    const item = { client_id: freshId(), text };
    this.memory.set("outbox", [...this.items, item]);
    return item;
  }

  remove(clientId) {
    this.memory.set("outbox", this.items.filter((item) => item.client_id !== clientId));
  }

  // One at a time, so that messages arrive in the order they were written.
  async flush() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    let wait = FIRST_WAIT;
    const refused = new Set();
    for (let item; (item = this.items.find((one) => !refused.has(one.client_id))); ) {
      try {
        await this.deliver(item);
        this.remove(item.client_id);
        this.onState(item, "sent");
        wait = FIRST_WAIT;
      } catch (error) {
        if (error instanceof Refused && !error.passing) {
          this.remove(item.client_id);
          refused.add(item.client_id);
          this.onState(item, "refused", error);
          continue;
        }
        this.onState(item, "unsent");
        await new Promise((resolve) => {
          this.timer = setTimeout(resolve, Math.max(wait, (error.retryAfter || 0) * 1000));
          addEventListener("online", resolve, { once: true });
        });
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }
    this.busy = false;
  }
}

// crypto.randomUUID exists only on secure pages; this exists everywhere.
function freshId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
