import { element, table } from "./lib/dom.js";
import { read, repeat } from "./lib/live.js";
import { styles } from "./lib/styles.js";
import { bytes, duration, moment } from "./lib/time.js";
import { texts } from "./texts.js";

await styles("pages.css");

/** Often enough to see somebody come and go. */
const PACE = 2;

let live, ended, stop;

const cells = (one) => [
  moment(one.started),
  element("span", { className: "address", text: one.source }),
  one.forward,
  duration(one.seconds),
  bytes(one.bytesIn),
  bytes(one.bytesOut),
  one.end ?? "",
];

function fill(node, caption, list, none) {
  const content = JSON.stringify(list);
  if (node.shown === content) return;
  node.shown = content;
  const headings = list.some((one) => one.end) ? texts.connectionColumns : texts.connectionColumns.slice(0, -1);
  node.replaceChildren(list.length === 0
    ? element("p", { className: "soft", text: none })
    : table(caption, headings, list.map((one) => ({ cells: cells(one).slice(0, headings.length) }))));
}

export const connections = {
  id: "connections",
  build(root) {
    live = element("div", { id: "live" });
    ended = element("div", { id: "ended" });
    root.append(
      element("h1", { text: texts.page.connections }),
      element("p", { className: "lead soft", text: texts.directNote }),
      element("h2", { text: texts.liveHeading }), live,
      element("h2", { text: texts.endedHeading }), ended);
  },
  enter() {
    stop = repeat(PACE, async () => {
      const document_ = await read("/api/connections");
      if (!document_) return;
      fill(live, texts.liveHeading, document_.live, texts.nobody);
      fill(ended, texts.endedHeading, document_.ended, texts.nothingEnded);
    });
  },
  leave() { stop(); },
};
