import { send, whenSignedIn } from "./auth.js";
import { button, element } from "./lib/dom.js";
import { texts } from "./texts.js";

let start, words, list;

const render = (step) => element("li", { "data-verdict": step.verdict },
  element("span", { className: `badge ${{ good: "mapped", bad: "failed", skipped: "paused" }[step.verdict] ?? ""}`, text: texts.doctorVerdict[step.verdict] ?? step.verdict }),
  element("div", {},
    element("strong", { text: step.check }),
    step.evidence && element("p", { className: "soft message", text: step.evidence }),
    step.next && element("p", { className: "message", text: step.next })));

async function run() {
  start.disabled = true;
  const began = Date.now();
  const tick = setInterval(() => { words.textContent = texts.doctorRunning(Math.round((Date.now() - began) / 1000)); }, 1000);
  words.textContent = texts.doctorRunning(0);
  const { obstacle, content } = await send("POST", "/api/doctor");
  clearInterval(tick);
  start.disabled = false;
  if (obstacle) {
    words.textContent = obstacle;
    return;
  }
  const count = (verdict) => content.steps.filter((step) => step.verdict === verdict).length;
  words.textContent = texts.doctorDone(count("bad"), count("attention"));
  list.replaceChildren(...content.steps.map(render));
  list.hidden = false;
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
