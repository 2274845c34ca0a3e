import { whenSignedIn } from "../auth.js";
import { button, element, keep } from "../lib/dom.js";
import { follow } from "../lib/stream.js";
import { texts } from "../texts.js";

let section, list, bar, words, start, add;
let found = [];
let registered = [];

/** A camera is the same when its MAC is, or its address where no MAC is known. */
const isRegistered = (camera) => registered.some((known) => (known.mac && camera.mac ? known.mac.toLowerCase() === camera.mac : known.address === camera.address));

export function showRegistered(devices) {
  registered = devices;
  show();
}

function show() {
  section.hidden = found.length === 0;
  keep(list, found.map((camera) => ({ ...camera, isRegistered: isRegistered(camera) })), (camera) => camera.address, render);
}

function render(camera) {
  return element("li", { className: "card", "data-found": camera.address },
    element("div", { className: "row" },
      element("h3", { text: camera.name }),
      element("span", { className: "address soft", text: camera.address }),
      camera.isRegistered && element("span", { className: "badge mapped", text: texts.registered }),
      !camera.reachable && element("span", { className: "badge failed", text: texts.notReachable }),
      element("span", { className: "tools" },
        !camera.isRegistered && button(texts.add, () => add(proposal(camera)), { label: texts.addLabel(camera.name), act: "add", className: "small primary" }))),
    element("p", { className: "facts soft" },
      [camera.brandName, camera.model].filter(Boolean).map((text) => element("span", { text })),
      camera.mac && element("span", { className: "address", text: camera.mac }),
      element("span", { text: texts.ports(camera.openPorts) })),
    camera.notes.map((note) => element("p", { className: "note", text: note })));
}

const proposal = (camera) => ({
  name: camera.name,
  brand: camera.brand,
  address: camera.address,
  mac: camera.macToRegister,
  ports: camera.forwards.map((forward) => ({ name: forward.name, protocol: forward.protocol, internal: forward.internal, external: forward.external, route: "auto" })),
});

function take(name, data) {
  found = data.devices;
  if (name === "progress") {
    bar.value = data.elapsedSeconds / data.durationSeconds;
    words.textContent = texts.discovering(Math.max(0, data.durationSeconds - data.elapsedSeconds).toFixed(1), found.length);
  } else {
    words.textContent = texts.discovered(found.length, data.seconds.toFixed(1));
  }
  show();
}

async function search() {
  start.disabled = true;
  bar.hidden = false;
  bar.value = 0;
  const obstacle = await follow("/api/discovery", take);
  if (obstacle) words.textContent = obstacle;
  start.disabled = false;
  bar.hidden = true;
}

/** @param toAdd what a press on "Add" does with the proposal for a found camera */
export function buildDiscovery(toAdd) {
  add = toAdd;
  start = button(texts.discover, whenSignedIn(search), { className: "primary", act: "discover" });
  bar = element("progress", { max: 1, value: 0, hidden: true, "aria-label": texts.discover });
  words = element("span", { className: "soft", role: "status", text: texts.discoveryHint });
  list = element("ul", { id: "found", className: "cards" });
  section = element("section", { "aria-labelledby": "found-heading", hidden: true }, element("h2", { id: "found-heading", text: texts.discoveryHeading }), list);
  return element("div", {}, element("div", { className: "row search" }, start, words, bar), section);
}
