import { element, keep } from "../lib/dom.js";
import { moment } from "../lib/time.js";
import { texts } from "../texts.js";

const WORST_FIRST = ["error", "warning", "info"];

const render = (problem) => element("li", { className: "card problem", "data-code": problem.code, "data-severity": problem.severity },
  element("p", { className: "soft kicker", text: `${texts.severity[problem.severity]} ${problem.code} · ${texts.since(moment(problem.since))}` }),
  element("h3", { text: problem.title }),
  element("p", { text: problem.cause }),
  problem.meanwhile && element("p", { text: texts.meanwhile + problem.meanwhile }),
  problem.remedy.length > 0 && element("ol", { className: "remedy" }, problem.remedy.map((line) => element("li", { text: line }))),
  problem.evidence && element("details", {}, element("summary", { text: texts.evidence }), element("p", { className: "evidence", text: problem.evidence })));

export const buildProblems = () => element("section", { id: "problems-section", "aria-labelledby": "problems-heading", hidden: true },
  element("h2", { id: "problems-heading", text: texts.problemsHeading }),
  element("ul", { id: "problems", className: "cards" }));

export function showProblems(section, { problems }) {
  section.hidden = problems.length === 0;
  const sorted = [...problems].sort((one, other) => WORST_FIRST.indexOf(one.severity) - WORST_FIRST.indexOf(other.severity));
  keep(section.querySelector("ul"), sorted, (problem) => `${problem.code} ${problem.title} ${problem.since} ${(problem.forwards ?? []).join()}`, render);
}
