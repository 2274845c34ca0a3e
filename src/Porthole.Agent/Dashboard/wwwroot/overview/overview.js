import { element } from "../lib/dom.js";
import { read, repeat } from "../lib/live.js";
import { texts } from "../texts.js";
import { buildForwards, showForwards } from "./forwards.js";
import { buildPath, showPath } from "./path.js";
import { buildProblems, showProblems } from "./problems.js";
import { showStrips } from "./strip.js";
import { buildVerdict, judge, showVerdict } from "./verdict.js";

/** A strip of a day moves by a pixel in minutes. */
const STRIP_PACE = 60;

let path, forwards, problems, first, stop;
let last = null;
let availability = null;
let states = "";

async function readStrips() {
  // There are no rows yet.
  if (!last) return;
  availability = await read("/api/availability") ?? availability;
  if (availability) showStrips(availability, forwards);
}

export const overview = {
  id: "overview",
  build(root) {
    path = buildPath();
    forwards = buildForwards();
    problems = buildProblems();
    first = element("p", { className: "first", hidden: true }, element("a", { className: "button primary", href: "#/cameras", text: texts.addFirst }));
    root.append(buildVerdict(), first, path, problems,
      element("section", { "aria-labelledby": "forwards-heading" }, element("h2", { id: "forwards-heading", className: "unseen", text: texts.camerasHeading }), forwards));
  },
  enter() { stop = repeat(STRIP_PACE, readStrips); },
  leave() { stop(); },
  status(status) {
    last = judge(status);
    showVerdict(last);
    showPath(path, status);
    showProblems(problems, status);
    first.hidden = status.forwards.length > 0;
    showForwards(forwards, status);
    // New rows take what is known at once; only when a state changed is there more to know.
    if (availability) showStrips(availability, forwards);
    const now = status.forwards.map((forward) => forward.id + forward.state).join();
    if (now === states) return;
    states = now;
    readStrips();
  },
  link(state) {
    if (state === "lost") showVerdict(["away", texts.lost, texts.verdictDetail.lost]);
    else if (last) showVerdict(last);
  },
};
