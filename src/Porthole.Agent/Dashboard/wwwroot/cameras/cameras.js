import { isSignedIn, onSignIn, send, whenSignedIn } from "../auth.js";
import { confirmed } from "../lib/dialog.js";
import { button, element, keep } from "../lib/dom.js";
import { read } from "../lib/live.js";
import { styles } from "../lib/styles.js";
import { texts } from "../texts.js";
import { buildDiscovery, showRegistered } from "./discovery.js";
import { openForm, readBrands } from "./form.js";

await styles("pages.css");

let list, empty, said;
let shownForwards = "";
let isShown = false;

/** Says what became of a press, seen and heard. */
function say(words, { isBad = false, next } = {}) {
  said.replaceChildren(words, ...(next ? [" ", next] : []));
  said.dataset.mood = isBad ? "bad" : "good";
}

export async function readCameras() {
  const document_ = await read("/api/devices");
  if (!document_) return;
  const brands = await readBrands();
  const named = document_.devices.map((camera) => ({ ...camera, brandName: brands.find(({ key }) => key === camera.brand)?.name ?? camera.brand }));
  keep(list, named, (camera) => camera.id, render);
  empty.hidden = document_.devices.length > 0;
  showRegistered(document_.devices);
}

const path = (camera) => `/api/devices/${encodeURIComponent(camera.id)}`;

async function change(method, where, words, { body, next } = {}) {
  const { obstacle } = await send(method, where, body);
  say(obstacle ?? words, { isBad: Boolean(obstacle), next: obstacle ? undefined : next });
  if (!obstacle) readCameras();
}

async function remove(camera) {
  if (!await confirmed(texts.removeTitle(camera.name), texts.removeQuestion, texts.remove)) return;
  const undo = button(texts.undo, whenSignedIn(() => change("POST", "/api/devices", texts.isBack(camera.name), { body: registration(camera) })), { label: texts.undoLabel(camera.name), act: "undo", className: "small" });
  await change("DELETE", path(camera), texts.isRemoved(camera.name), { next: undo });
  // The button that was pressed is gone: whoever uses the keyboard goes on from here.
  undo.focus();
}

/** What registers a camera anew as it was. */
const registration = ({ name, brand, address, mac, allowFrom, ports, paused }) => ({ name, brand, address, mac, allowFrom, ports, ...(paused && { paused }) });

const seeAddress = () => element("a", { href: "#/overview", text: texts.seeAddress });

async function edit(camera) {
  openForm(camera, (saved) => {
    say(texts.isChanged(saved.name));
    readCameras();
  });
}

const add = whenSignedIn((proposal) => openForm(proposal, (saved) => {
  say(texts.isAdded(saved.name), { next: seeAddress() });
  readCameras();
}, { isNew: true }));

function render(camera) {
  const tool = (words, press, className = "small") => button(words, whenSignedIn(press), { label: texts.actionLabel(words, camera.name), act: words, className });
  const pause = camera.paused
    ? tool(texts.resume, () => change("POST", `${path(camera)}/resume`, texts.isResumed(camera.name)))
    : tool(texts.pause, () => change("POST", `${path(camera)}/pause`, texts.isPaused(camera.name)));
  return element("li", { className: "card", "data-camera": camera.id },
    element("div", { className: "row" },
      element("h3", { text: camera.name }),
      camera.paused && element("span", { className: "badge paused", text: texts.state.paused }),
      element("span", { className: "address soft", text: camera.address }),
      element("span", { className: "tools" }, pause, !camera.fixed && tool(texts.edit, () => edit(camera)), !camera.fixed && tool(texts.remove, () => remove(camera)))),
    element("p", { className: "facts soft" },
      camera.ports.map((port) => element("span", { text: texts.portLine(port) })),
      camera.brand && element("span", { text: camera.brandName }),
      camera.mac && element("span", { className: "address", text: camera.mac }),
      camera.allowFrom && element("span", { text: texts.allowFrom(camera.allowFrom) }),
      camera.fixed && element("span", { text: texts.fixed })));
}

export const cameras = {
  id: "cameras",
  build(root) {
    list = element("ul", { id: "cameras", className: "cards" });
    empty = element("p", { className: "soft", text: texts.noneRegistered, hidden: true });
    said = element("p", { className: "said", role: "status" });
    root.append(
      element("div", { className: "heading" },
        element("h1", { text: texts.page.cameras }),
        button(texts.addByHand, () => add({ ports: [] }), { act: "add-by-hand" })),
      said,
      buildDiscovery(add),
      element("section", { "aria-labelledby": "registered-heading" }, element("h2", { id: "registered-heading", text: texts.registeredHeading }), empty, list));
    onSignIn(() => { root.dataset.signedIn = isSignedIn(); });
  },
  enter() {
    isShown = true;
    readCameras();
  },
  leave() { isShown = false; },
  status({ forwards }) {
    // The registry is part of no status; what is wished shows that it changed, whoever changed it.
    const now = forwards.map((forward) => `${forward.id} ${forward.internal} ${forward.state === "paused"}`).join();
    if (now === shownForwards) return;
    shownForwards = now;
    if (isShown) readCameras();
  },
};
