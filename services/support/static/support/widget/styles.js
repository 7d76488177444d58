// The look. A host page sets --triptych-accent and --triptych-accent-text; everything else adapts to light and dark.

const CSS = `
:host { --accent: var(--triptych-accent, #2f5d8c); --on-accent: var(--triptych-accent-text, #fff);
  --top: var(--accent); --on-top: var(--on-accent); --paper: #fff; --ground: #f5f6f8; --ink: #1b2330; --soft: #5c6675; --line: #e2e6ec; --warn: #8a5a00; --warn-ground: #fff6e0;
  color-scheme: light; font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
:host([theme="dark"]) { --accent: var(--triptych-accent-dark, #7fb0e6); --on-accent: var(--triptych-accent-dark-text, #0d1724);
  --top: color-mix(in srgb, var(--accent) 20%, #171c24); --on-top: #eef3fa; --paper: #171c24; --ground: #10141a; --ink: #e8ecf2; --soft: #9ba6b5; --line: #2b3340; --warn: #f0c674; --warn-ground: #2d2614; color-scheme: dark; }
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { --accent: var(--triptych-accent-dark, #7fb0e6); --on-accent: var(--triptych-accent-dark-text, #0d1724);
  --top: color-mix(in srgb, var(--accent) 20%, #171c24); --on-top: #eef3fa; --paper: #171c24; --ground: #10141a; --ink: #e8ecf2; --soft: #9ba6b5; --line: #2b3340; --warn: #f0c674; --warn-ground: #2d2614; color-scheme: dark; } }
*, *::before { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, p, ul, ol { margin: 0; padding: 0; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; }
button:disabled { opacity: .5; cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; display: block; }
a { color: var(--accent); }

.launcher { position: fixed; inset-block-end: 24px; inset-inline-end: 24px; z-index: 2147483000; width: 60px; height: 60px; border-radius: 50%;
  display: grid; place-items: center; background: var(--accent); color: var(--on-accent); box-shadow: 0 2px 6px #0003, 0 10px 28px #0003; transition: transform .15s; }
.launcher:hover { transform: translateY(-2px); }
.launcher svg { width: 28px; height: 28px; }
.badge { position: absolute; inset-block-start: -2px; inset-inline-end: -2px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px;
  background: #c62f3b; color: #fff; font-size: 12px; font-weight: 600; line-height: 22px; }

.panel { position: fixed; inset-block-end: 100px; inset-inline-end: 24px; z-index: 2147483001; width: 392px; height: min(660px, calc(100dvh - 124px));
  display: flex; flex-direction: column; overflow: hidden; background: var(--ground); color: var(--ink); border: 1px solid var(--line); border-radius: 18px;
  box-shadow: 0 4px 12px #0000001a, 0 24px 64px #0003; animation: rise .18s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
header { display: flex; align-items: center; gap: 12px; padding: 14px 16px; background: var(--top); color: var(--on-top); }
header > div { flex: 1; min-width: 0; }
header h2 { font-size: 16px; font-weight: 650; line-height: 1.3; }
header p { font-size: 13px; opacity: .86; line-height: 1.35; }
.mark { display: grid; place-items: center; width: 38px; height: 38px; border-radius: 12px; background: color-mix(in srgb, var(--on-top) 14%, transparent); }
.plain { padding: 8px; border-radius: 10px; }
.plain:hover { background: color-mix(in srgb, var(--on-top) 14%, transparent); }
header :focus-visible { outline-color: var(--on-top); }
.banner { padding: 9px 16px; font-size: 13.5px; border-block-end: 1px solid var(--line); background: var(--paper); color: var(--soft); }
.banner::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-inline-end: 8px; border-radius: 50%; background: var(--soft); }
.banner.person::before { background: #2e9e6b; }
.banner.waiting, .banner.lost { background: var(--warn-ground); color: var(--warn); }
.banner.waiting::before, .banner.lost::before { background: var(--warn); animation: pulse 1.6s infinite; }
@keyframes pulse { 50% { opacity: .3; } }

.scroll { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 16px 16px 8px; }
.log { display: flex; flex-direction: column; gap: 10px; border-radius: 8px; }
.row { display: flex; flex-direction: column; align-items: flex-start; max-width: 88%; animation: rise .18s ease-out; }
.row.visitor { align-self: flex-end; align-items: flex-end; }
.row.system { align-self: center; max-width: 94%; padding: 4px 0; text-align: center; font-size: 13px; color: var(--soft); }
.scroll > .row { margin-block-start: 10px; }
.label { padding: 0 4px 3px; font-size: 12px; color: var(--soft); }
.label time { opacity: .75; margin-inline-start: 4px; }
.row.bot + .row.bot .label, .row.visitor + .row.visitor .label { display: none; }
.bubble { padding: 10px 14px; border: 1px solid var(--line); border-radius: 4px 16px 16px; background: var(--paper); white-space: pre-wrap; overflow-wrap: anywhere; }
.bubble > * + * { margin-block-start: 8px; }
.bubble ul:not(.sources), .bubble ol { padding-inline-start: 20px; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13.5px; white-space: normal; }
th, td { padding: 4px 10px 4px 0; text-align: start; vertical-align: top; border-block-end: 1px solid var(--line); }
.visitor .bubble { border-color: transparent; border-radius: 16px 4px 16px 16px; background: var(--accent); color: var(--on-accent); }
.agent .bubble { border-color: color-mix(in srgb, #2e9e6b 45%, var(--line)); }
.pending .bubble { opacity: .65; }
.note { padding: 3px 4px 0; font-size: 12px; color: var(--soft); }
.note:empty { display: none; }
.note button { padding: 0; text-decoration: underline; color: var(--accent); }
sup { line-height: 0; font-size: .72em; margin-inline-start: 1px; }
sup a { text-decoration: none; font-weight: 600; }
.sources { list-style: none; margin-block-start: 10px; padding-block-start: 8px; border-block-start: 1px solid var(--line); white-space: normal; display: grid; gap: 4px; }
.sources a { display: flex; gap: 8px; align-items: baseline; font-size: 13px; line-height: 1.35; text-decoration: none; color: var(--soft); }
.sources a:hover span { text-decoration: underline; color: var(--accent); }
.sources b { flex: none; min-width: 18px; height: 18px; border-radius: 5px; text-align: center; font-size: 11px; line-height: 18px; background: color-mix(in srgb, var(--accent) 14%, transparent); color: var(--accent); }
.thumbs { display: flex; align-items: center; gap: 2px; padding-block-start: 4px; }
.thumbs button { padding: 5px; border-radius: 8px; color: var(--soft); }
.thumbs svg { width: 17px; height: 17px; }
.thumbs button:hover { background: var(--line); color: var(--ink); }
.thumbs [aria-pressed="true"] { color: var(--accent); }
.thumbs [aria-pressed="true"] svg { fill: color-mix(in srgb, var(--accent) 30%, transparent); }
.thanks { font-size: 12px; color: var(--soft); padding-inline-start: 6px; }
.typing { flex-direction: row; gap: 5px; padding: 14px; width: max-content; border: 1px solid var(--line); border-radius: 4px 16px 16px; background: var(--paper); }
.typing i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft); animation: hop 1.2s infinite; }
.typing i:nth-child(2) { animation-delay: .15s; } .typing i:nth-child(3) { animation-delay: .3s; }
@keyframes hop { 0%, 60%, 100% { opacity: .35; } 30% { opacity: 1; transform: translateY(-3px); } }

.chips { display: flex; flex-wrap: wrap; gap: 8px; padding: 4px 16px 12px; }
.chips button { padding: 7px 13px; border: 1px solid color-mix(in srgb, var(--accent) 40%, var(--line)); border-radius: 18px; background: var(--paper); color: var(--accent); font-size: 14px; line-height: 1.3; text-align: start; }
.chips button:hover { background: color-mix(in srgb, var(--accent) 8%, var(--paper)); }
form { padding: 10px 12px 10px; border-block-start: 1px solid var(--line); background: var(--paper); }
.field { display: flex; align-items: flex-end; gap: 6px; padding: 5px 5px 5px 12px; border: 1px solid var(--line); border-radius: 16px; background: var(--ground); }
.field:focus-within { border-color: var(--accent); box-shadow: 0 0 0 3px color-mix(in srgb, var(--accent) 18%, transparent); }
textarea { flex: 1; min-width: 0; max-height: 132px; padding: 6px 0; border: 0; outline: 0; background: none; resize: none; }
textarea:focus-visible { outline: 0; }
textarea::placeholder { color: var(--soft); opacity: 1; }
.send { flex: none; display: grid; place-items: center; width: 36px; height: 36px; border-radius: 12px; background: var(--accent); color: var(--on-accent); }
form .note { color: var(--warn); }
.ask { display: inline-flex; align-items: center; gap: 6px; margin-block-start: 6px; padding: 4px 6px; border-radius: 8px; font-size: 13px; color: var(--soft); }
.ask:hover { color: var(--accent); }
.ask svg { width: 16px; height: 16px; }
.ending { padding: 4px 16px 12px; }
.again { width: 100%; padding: 8px; border: 1px solid color-mix(in srgb, var(--accent) 40%, var(--line)); border-radius: 12px; background: var(--paper); color: var(--accent); font-weight: 600; }
.survey { margin-block-end: 10px; text-align: center; }
.survey[hidden], .survey .more[hidden] { display: none; }
.question { margin: 0 0 6px; font-weight: 600; }
.faces { display: flex; justify-content: center; gap: 4px; }
.faces button { padding: 6px 8px; border: 1px solid transparent; border-radius: 12px; background: none; font-size: 24px; line-height: 1; cursor: pointer; }
.faces button:hover { background: color-mix(in srgb, var(--accent) 10%, transparent); }
.faces [aria-pressed="true"] { border-color: var(--accent); background: color-mix(in srgb, var(--accent) 12%, transparent); }
.survey .more { display: grid; gap: 6px; margin-block-start: 8px; }

@media (max-width: 480px) {
  .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
  .panel:not([hidden]) + .launcher { display: none; }
  header { padding-block-start: max(14px, env(safe-area-inset-top)); }
  form { padding-block-end: max(10px, env(safe-area-inset-bottom)); }
  textarea { font-size: 16px; }
}
@media (prefers-reduced-motion: reduce) { *, *::before { animation: none !important; transition: none !important; } }
@media print { :host { display: none; } }
`;

let shared;

export function sheet() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(CSS);
  }
  return shared;
}
