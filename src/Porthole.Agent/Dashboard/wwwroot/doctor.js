import { whenSignedIn } from "./auth.js";
import { button, element } from "./lib/dom.js";
import { follow } from "./lib/stream.js";
import { styles } from "./lib/styles.js";
import { texts } from "./texts.js";

await styles("pages.css");

const LOOK = { good: "mapped", bad: "failed", skipped: "paused", attention: "" };

let start, words, list;

const render = (step) => element("li", { "data-verdict": step.verdict, "data-check": step.check },
  element("span", { className: `badge ${LOOK[step.verdict] ?? ""}`, text: texts.doctorVerdict[step.verdict] ?? step.verdict }),
  element("div", {},
    element("strong", { text: step.title }),
    step.evidence.map((line) => element("p", { className: "soft message", text: line })),
    step.next.map((line) => element("p", { className: "message", text: line }))));

function take(name, data) {
  if (name === "step") {
    list.append(render(data));
    list.hidden = false;
    words.textContent = texts.doctorRunning(data.title);
  } else {
    const count = (verdict) => data.steps.filter((step) => step.verdict === verdict).length;
    words.textContent = texts.doctorDone(count("bad"), count("attention"));
  }
}

async function run() {
  start.disabled = true;
  list.replaceChildren();
  words.textContent = texts.doctorRunning("");
  const obstacle = await follow("/api/doctor", take);
  if (obstacle) words.textContent = obstacle;
  start.disabled = false;
}

export const doctor = {
  id: "doctor",
  build(root) {
    start = button(texts.doctorRun, whenSignedIn(run), { className: "primary", act: "doctor" });
    words = element("span", { className: "soft", role: "status" });
    list = element("ol", { className: "timeline checks", id: "doctor", hidden: true });
    root.append(element("h1", { text: texts.doctorHeading }), element("p", { className: "lead soft", text: texts.doctorIntro }), element("div", { className: "row search" }, start, words), list);
  },
};
