import { element } from "./lib/dom.js";
import { read } from "./lib/live.js";
import { styles } from "./lib/styles.js";
import { clock } from "./lib/time.js";
import { byDay } from "./lib/timeline.js";
import { texts } from "./texts.js";

await styles("pages.css");

/** What a page can hold without becoming slow. */
const MOST = 300;

let list, kind;
let last = 0;
let transitions = [];
let isShown = false;
let isAsking = false;
let isDue = false;

const entry = (one) => element("li", { "data-kind": one.kind, "data-state": one.state },
  element("time", { className: "soft", datetime: one.at, text: clock(one.at) }),
  element("div", {},
    element("strong", { text: one.title }), " ",
    element("span", { text: texts.change(one.from, one.to) }),
    one.why && element("p", { className: "soft", text: one.why })));

function show() {
  const chosen = transitions.filter((one) => kind.value === "all" || one.kind === kind.value).slice(-MOST).reverse();
  list.replaceChildren(...(chosen.length > 0 ? byDay(chosen, entry) : [element("p", { className: "soft", text: texts.noHistory })]));
}

/** One at a time: two that ask for the same part would both add it. */
async function update() {
  isDue = true;
  if (isAsking) return;
  isAsking = true;
  while (isDue) {
    isDue = false;
    await take();
  }
  isAsking = false;
}

async function take() {
  const document_ = await read(`/api/history?since=${last}`);
  if (!document_) return;
  // Smaller than what is known: the state folder was lost, and a new history began.
  transitions = document_.last < last ? document_.transitions : [...transitions, ...document_.transitions];
  const isNew = document_.transitions.length > 0 || last === 0;
  last = document_.last;
  if (isNew) show();
}

export const history = {
  id: "history",
  build(root) {
    kind = element("select", { id: "history-kind", on: { change: show } }, Object.entries(texts.kind).map(([value, text]) => element("option", { value, text })));
    list = element("div", { id: "history" });
    root.append(
      element("div", { className: "heading" },
        element("h1", { text: texts.historyHeading }),
        element("div", { className: "row filter" }, element("label", { for: "history-kind", text: texts.historyKind }), kind)),
      list);
  },
  enter() {
    isShown = true;
    update();
  },
  leave() { isShown = false; },
  status() { if (isShown) update(); },
};
