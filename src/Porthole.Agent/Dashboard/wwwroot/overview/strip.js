import { element, svg } from "../lib/dom.js";
import { clock, duration } from "../lib/time.js";
import { texts } from "../texts.js";

/** The strip is drawn in minutes of its day. */
const WIDTH = 1440;
const HEIGHT = 20;

/** Closed for a minute must still be seen on a strip of a few hundred pixels. */
const LEAST = 6;

function drawing({ from, to, spans }) {
  const start = Date.parse(from), length = Date.parse(to) - start;
  const at = (time) => ((Date.parse(time) - start) / length) * WIDTH;
  const bars = spans.map((span, index) => {
    const x = at(span.from), end = at(spans[index + 1]?.from ?? to), state = span.state ?? "unknown";
    const width = state === "failed" ? Math.max(LEAST, end - x) : end - x;
    const words = texts.stripSpan(span.state ? texts.state[span.state] : texts.stripUnknown, clock(span.from), clock(spans[index + 1]?.from ?? to));
    const bar = svg("rect", { x: Math.min(x, WIDTH - width).toFixed(1), y: 0, width: width.toFixed(1), height: HEIGHT, class: state });
    const title = svg("title");
    title.textContent = words;
    bar.append(title);
    return [state === "failed" ? 1 : 0, bar];
  });
  // What was closed is drawn last, so that nothing covers it.
  bars.sort(([one], [other]) => one - other);
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...bars.map(([, bar]) => bar));
}

/** How much of the day is known, in words: a hundred per cent of two minutes is not a day. */
function known({ spans }, to) {
  const seconds = spans.reduce((sum, span, index) => sum + (span.state && span.state !== "paused" ? Date.parse(spans[index + 1]?.from ?? to) - Date.parse(span.from) : 0), 0) / 1000;
  return seconds > 86400 - 60 ? texts.wholeDay : duration(seconds);
}

const EMPTY = { openShare: null, spans: [] };

/** Fills every strip on the page with the last 24 hours. */
export function showStrips(document_, root) {
  const byForward = new Map(document_.forwards.map((strip) => [strip.id, strip]));
  for (const node of root.querySelectorAll(".strip")) {
    const strip = byForward.get(node.dataset.strip) ?? EMPTY;
    node.replaceChildren(
      drawing({ ...strip, from: document_.from, to: document_.to }),
      element("span", { className: "soft", "aria-hidden": "true", text: texts.stripShort(strip.openShare, known(strip, document_.to)) }),
      element("span", { className: "unseen", text: texts.strip(strip.openShare, known(strip, document_.to)) }));
  }
}

export const buildStrip = (forward) => element("div", { className: "strip", "data-strip": forward.id });
