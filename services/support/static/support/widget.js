// <script type="module" src="https://your-support-host/static/support/widget.js"></script>
// <triptych-chat endpoint="https://your-support-host" language="en"></triptych-chat>
import { TriptychChat } from "./widget/element.js";

if (!customElements.get("triptych-chat")) customElements.define("triptych-chat", TriptychChat);
