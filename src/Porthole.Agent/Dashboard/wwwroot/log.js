import { element } from "./lib/dom.js";
import { read, repeat } from "./lib/live.js";
import { styles } from "./lib/styles.js";
import { clock } from "./lib/time.js";
import { byDay } from "./lib/timeline.js";
import { texts } from "./texts.js";

await styles("pages.css");

const PACE = 2;
const LINES = 300;

let level, filter, lines, stop;
let entries = [];
let shown = "";

function show() {
  const wanted = filter.value.trim().toLowerCase();
  const chosen = entries.filter((entry) => entry.message.toLowerCase().includes(wanted)).reverse();
  const content = JSON.stringify(chosen);
  if (content === shown) return;
  shown = content;
  lines.replaceChildren(...(chosen.length === 0 ? [element("p", { className: "soft", text: texts.logEmpty })] : byDay(chosen, render)));
}

const render = (entry) => element("li", { "data-level": entry.level },
  element("time", { className: "soft", datetime: entry.at, text: clock(entry.at) }),
  element("div", {}, entry.level !== "information" && element("strong", { text: `${texts.level[entry.level] ?? entry.level} ` }), element("span", { className: "message", text: entry.message })));

async function update() {
  const document_ = await read(`/api/log?level=${level.value}&lines=${LINES}`);
  if (!document_) return;
  entries = document_.entries;
  show();
}

export const log = {
  id: "log",
  build(root) {
    level = element("select", { id: "log-level", on: { change: update } }, Object.entries(texts.level).map(([value, text]) => element("option", { value, text })));
    level.value = "information";
    filter = element("input", { id: "log-filter", type: "search", autocomplete: "off", on: { input: show } });
    lines = element("div", { id: "log" });
    root.append(
      element("div", { className: "heading" },
        element("h1", { text: texts.logHeading }),
        element("div", { className: "row filter" }, element("label", { for: "log-level", text: texts.logLevel }), level, element("label", { for: "log-filter", text: texts.logFilter }), filter)),
      lines);
  },
  enter() { stop = repeat(PACE, update); },
  leave() { stop(); },
};
