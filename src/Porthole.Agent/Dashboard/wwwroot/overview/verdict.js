import { byId, element } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { texts } from "../texts.js";

/** The router's connection is down, or stands behind another router, or shares its address: open ports may not be reached. */
const DOUBTFUL = ["PH208", "PH209", "PH210"];

/** Without a router nobody is asked; what waits for one is closed. */
const NO_ROUTER = "PH201";

/** How things stand: a mood, a sentence, and what stands behind it. The tray and the command line judge alike (Verdicts.cs). */
export function judge({ network, forwards, problems }) {
  const wished = forwards.filter((forward) => forward.state !== "paused");
  const closed = wished.filter((forward) => forward.state !== "mapped");
  // An open port is worth nothing while the camera behind it is silent.
  const silent = wished.filter((forward) => forward.state === "mapped" && forward.deviceOnline === false);
  const cameras = devices(wished).size;
  const open = cameras - devices([...closed, ...silent]).size;
  const paused = devices(forwards).size - cameras;
  if (forwards.length === 0) return ["note", texts.noDevices, texts.verdictDetail.noDevices];
  if (wished.length === 0) return ["note", texts.allPaused, texts.verdictDetail.paused(paused).trim()];
  const isAsked = !problems.some((problem) => problem.code === NO_ROUTER);
  if (isAsked && wished.some((forward) => forward.state === "pending")) return ["note", texts.opening, texts.verdictDetail.opening];
  if (closed.length + silent.length > 0) {
    const reachable = closed.length + silent.length === wished.length ? texts.noneOpen(cameras) : texts.someOpen(open, cameras);
    return ["bad", reachable + (silent.length > 0 ? ` ${texts.notAnswering(devices(silent).size, cameras)}` : ""), [
      closed.length > 0 && texts.verdictDetail.notOpen(named(closed)), silent.length > 0 && texts.verdictDetail.silent(named(silent))].filter(Boolean).join(" ")];
  }
  const detail = texts.verdictDetail.allOpen(wished.length, network.externalAddress ?? texts.unknown) + (paused > 0 ? texts.verdictDetail.paused(paused) : "");
  return problems.some((problem) => DOUBTFUL.includes(problem.code)) ? ["note", texts.mayNotReach, detail] : ["good", texts.allOpen(cameras), detail];
}

const devices = (forwards) => new Set(forwards.map((forward) => forward.device));

/** As many cameras as can be read at a glance, each with its ports. */
function named(forwards, most = 4) {
  const names = [...devices(forwards)].map((device) => `${device} (${forwards.filter((forward) => forward.device === device).map((forward) => forward.name).join(", ")})`);
  return names.length <= most ? names : [...names.slice(0, most), `+${names.length - most}`];
}

export const buildVerdict = () => element("div", { className: "verdict", id: "verdict-box" },
  element("div", { className: "mark", id: "verdict-mark" }),
  element("div", {},
    element("h1", { id: "verdict", "aria-live": "polite", text: texts.connecting }),
    element("p", { className: "soft", id: "verdict-detail" })));

export function showVerdict([mood, sentence, detail]) {
  const box = byId("verdict-box");
  if (box.dataset.mood !== mood) {
    box.dataset.mood = mood;
    byId("verdict-mark").replaceChildren(icon(mood === "away" ? "idle" : mood));
  }
  // Written only when it is otherwise: it is read aloud each time.
  if (byId("verdict").textContent !== sentence) byId("verdict").textContent = sentence;
  if (byId("verdict-detail").textContent !== detail) byId("verdict-detail").textContent = detail;
}
