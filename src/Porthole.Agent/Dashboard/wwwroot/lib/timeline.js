import { element } from "./dom.js";
import { day } from "./time.js";

/** What happened, in the order given, a heading and a list for each day; an item has its moment in `at`. */
export function byDay(items, render) {
  const days = items.map((item) => day(item.at));
  return [...new Set(days)].flatMap((heading) => [
    element("h2", { text: heading }),
    element("ol", { className: "timeline" }, items.filter((_, index) => days[index] === heading).map(render)),
  ]);
}
