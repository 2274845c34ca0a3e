import { isSignedIn, send, whenSignedIn } from "../auth.js";
import { copyButton } from "../lib/clipboard.js";
import { button, element, keep } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { countdown } from "../lib/time.js";
import { texts } from "../texts.js";
import { buildStrip } from "./strip.js";

const path = (forward, what) => `/api/forwards/${forward.id.split("/").map(encodeURIComponent).join("/")}/${what}`;

function qrButton(forward) {
  const show = async () => {
    const { openDialog } = await import("../lib/dialog.js");
    openDialog(`${forward.device} ${forward.name}`, element("div", { className: "qr" },
      // The address in the query makes a new address a new picture.
      element("img", { src: `${path(forward, "qr.svg")}?${encodeURIComponent(forward.external)}`, alt: texts.qrLabel(forward), width: 260, height: 260 }),
      element("p", { className: "address", text: forward.url ?? forward.external }),
      element("p", { className: "soft", text: texts.qrHint })), { className: "narrow" });
  };
  const node = button(undefined, show, { label: texts.qrLabel(forward), act: "qr", className: "small" });
  node.append(icon("qr"), element("span", { text: texts.qr }));
  return node;
}

const retryButton = (forward) => button(texts.retry, whenSignedIn(async (event) => {
  const pressed = event.target;
  pressed.textContent = texts.retrying;
  const { obstacle } = await send("POST", path(forward, "retry"));
  if (obstacle) pressed.textContent = obstacle;
}), { label: texts.retryLabel(forward), act: "retry", className: "small" });

function facts(forward) {
  return element("p", { className: "facts soft" },
    element("span", { text: texts.route[forward.route](forward) }),
    forward.relay && element("span", { className: forward.relay.connections > 0 ? "busy" : "", text: texts.connections(forward.relay.connections) }),
    forward.state === "mapped" && (forward.leaseExpires ? countdown(forward.leaseExpires, texts.lease) : element("span", { text: texts.leaseForGood })),
    forward.deviceOnline === false && element("span", { className: "warn", text: texts.offlineDevice }));
}

const renderForward = (forward) => element("li", { "data-forward": forward.id, "data-state": forward.state },
  element("div", { className: "row" },
    element("h3", { text: forward.name }),
    element("span", { className: `badge ${forward.state}`, text: texts.state[forward.state] }),
    element("span", { className: "address", text: forward.url ?? forward.external ?? forward.internal }),
    element("span", { className: "tools" },
      forward.external && copyButton(forward.url ?? forward.external, texts.copyLabel(forward)),
      forward.external && qrButton(forward),
      forward.state === "failed" && retryButton(forward))),
  facts(forward),
  buildStrip(forward));

const renderCamera = (camera) => element("li", { className: "card camera" },
  element("div", { className: "row" },
    element("h2", { text: camera.device }),
    element("span", { className: "address soft", text: camera.address })),
  element("ul"));

/** What a row shows; bytes that flow are no reason to draw it anew. */
const shown = ({ relay, ...forward }) => ({ ...forward, relay: relay && { listen: relay.listen, connections: relay.connections }, signedIn: isSignedIn() });

/** The forwards of each camera, in the order of the registry. */
function byCamera(forwards) {
  const cameras = new Map();
  for (const forward of forwards) cameras.set(forward.device, [...cameras.get(forward.device) ?? [], shown(forward)]);
  return cameras;
}

export const buildForwards = () => element("ul", { id: "forwards", className: "cards" });

export function showForwards(list, { forwards }) {
  const cameras = byCamera(forwards);
  keep(list, [...cameras].map(([device, [{ internal }]]) => ({ device, address: internal.replace(/:\d+$/, "") })), (camera) => camera.device, renderCamera);
  for (const node of list.children) keep(node.querySelector("ul"), cameras.get(node.dataset.key), (forward) => forward.id, renderForward);
}
