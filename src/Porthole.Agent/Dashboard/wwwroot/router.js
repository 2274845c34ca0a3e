import { element, table } from "./lib/dom.js";
import { read, repeat } from "./lib/live.js";
import { styles } from "./lib/styles.js";
import { duration } from "./lib/time.js";
import { texts } from "./texts.js";

await styles("pages.css");

/** Reading the table costs the router some calls; nobody watches it by the second. */
const PACE = 20;

let words, rows, stop;
let shown = "";
let forwards = [];

function describe(row) {
  const notes = [row.description];
  if (!row.enabled) notes.push(texts.notInForce);
  if (row.remoteHost) notes.push(texts.onlyFrom(row.remoteHost));
  const warning = row.risk ?? (row.owner === "device" ? texts.ownUpnp : row.owner === "other" ? texts.foreign : null);
  return element("div", {}, element("span", { text: notes.filter(Boolean).join(" · ") }), warning && element("p", { className: row.risk ? "bad" : "note", text: warning }));
}

const outside = (row) => element("span", { className: "address", text: `${row.protocol.toUpperCase()} ${row.externalPort}` });

/** The dangerous first, then what is not Porthole's. */
const weight = (row) => (row.risk ? 0 : row.owner === "porthole" ? 2 : 1);

function show(report) {
  const { mappings } = report;
  const foreign = mappings.filter((row) => row.owner !== "porthole").length;
  words.textContent = report.readable ? texts.mappingsSummary(mappings.length, foreign, mappings.filter((row) => row.risk).length) : texts.unreadable(report.obstacle);
  const content = JSON.stringify([mappings]);
  if (content === shown) return;
  shown = content;
  const sorted = [...mappings].sort((one, other) => weight(one) - weight(other) || one.externalPort - other.externalPort);
  rows.replaceChildren(...(mappings.length === 0 ? [] : [table(texts.mappingsHeading, texts.mappingColumns, sorted.map((row) => ({
    className: row.risk ? "risky" : row.owner,
    cells: [
      outside(row),
      element("span", { className: "address", text: row.internal }),
      element("span", { className: `badge ${row.risk ? "failed" : row.owner === "porthole" ? "mapped" : ""}`, text: texts.owner[row.owner](row, forwards.find((forward) => forward.id === row.forward)) }),
      row.leaseSeconds === undefined || row.leaseSeconds === null ? texts.permanent : duration(row.leaseSeconds),
      describe(row),
    ],
  })))]));
}

export const router = {
  id: "router",
  build(root) {
    words = element("p", { className: "lead", role: "status", text: texts.mappingsRead });
    rows = element("div", { id: "mappings" });
    root.append(element("h1", { text: texts.mappingsHeading }), words, rows, element("p", { className: "soft", text: texts.mappingsNote }));
  },
  enter() {
    stop = repeat(PACE, async () => {
      const report = await read("/api/router/mappings");
      if (report) show(report);
    });
  },
  leave() { stop(); },
  status(status) { forwards = status.forwards; },
};
