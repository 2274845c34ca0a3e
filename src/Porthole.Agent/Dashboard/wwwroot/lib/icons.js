import { svg } from "./dom.js";

const shapes = {
  pc: "M4 5h16v11H4zM9 20h6M12 16v4",
  router: "M3 14h18v6H3zM7 17h.01M11 17h.01M12 14v-3M8.5 8.5a5 5 0 0 1 7 0M6 6a8.5 8.5 0 0 1 12 0",
  internet: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  good: "M5 12.5l4.5 4.5L19 7.5",
  note: "M12 6v7M12 17.5v.01",
  bad: "M7 7l10 10M17 7L7 17",
  idle: "M6 12h.01M12 12h.01M18 12h.01",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM20 14v2M14 20h2M20 20v-1",
};

/** A drawing beside words that say the same; a screen reader skips it. */
export const icon = (name, className = "icon") =>
  svg("svg", { viewBox: "0 0 24 24", class: className, "aria-hidden": "true", focusable: "false" }, svg("path", { d: shapes[name] }));
