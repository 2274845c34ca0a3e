import { element } from "./dom.js";
import { texts } from "../texts.js";

/** A length of time, coarse enough to be read at a glance. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return texts.seconds(whole);
  if (whole < 3600) return texts.minutes(Math.floor(whole / 60));
  if (whole < 86400) return texts.hours(Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
  return texts.days(Math.floor(whole / 86400), Math.floor((whole % 86400) / 3600));
}

export const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

export const day = (iso) => new Date(iso).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });

/** The time alone today, with its day before that. */
export const moment = (iso) => day(iso) === day(Date.now()) ? clock(iso) : `${day(iso)}, ${clock(iso)}`;

export function bytes(count) {
  const [size, unit] = count < 1e4 ? [count, "B"] : count < 1e7 ? [count / 1e3, "kB"] : count < 1e10 ? [count / 1e6, "MB"] : [count / 1e9, "GB"];
  return `${Math.round(size)} ${unit}`;
}

/** Words that hold the time left, counted down every second. */
export function countdown(iso, words) {
  const node = element("span", { className: "countdown" });
  node.tell = () => { node.textContent = words(duration((new Date(iso) - Date.now()) / 1000)); };
  node.tell();
  return node;
}

setInterval(() => {
  if (!document.hidden) for (const node of document.querySelectorAll(".countdown")) node.tell();
}, 1000);
