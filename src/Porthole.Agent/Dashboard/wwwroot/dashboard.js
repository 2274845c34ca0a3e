import { isSignedIn, send } from "./auth.js";
import { texts } from "./texts.js";

const byId = (id) => document.getElementById(id);

/** Makes an element; text never becomes markup. */
function element(name, { text, className, ...attributes } = {}, ...children) {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter(Boolean));
  return node;
}

function verdict({ forwards, problems }) {
  const wished = forwards.filter((forward) => forward.state !== "paused");
  const open = wished.filter((forward) => forward.state === "mapped").length;
  if (wished.length === 0) return ["note", texts.noDevices];
  if (wished.some((forward) => forward.state === "pending")) return ["note", texts.opening];
  if (open === 0) return ["bad", texts.noneOpen(wished.length)];
  if (open < wished.length) return ["bad", texts.someOpen(open, wished.length)];
  const doubtful = problems.some((problem) => ["PH208", "PH209", "PH210"].includes(problem.code));
  return doubtful ? ["note", texts.mayNotReach] : ["good", texts.allOpen(wished.length)];
}

function showPath({ network }) {
  const hop = (what, name, detail) => element("li", {},
    element("span", { className: "what", text: what }),
    element("strong", { text: name }),
    element("span", { className: "soft", text: detail }));
  byId("path").replaceChildren(
    hop(texts.thisPc, network.localAddress ?? texts.none, network.interface ?? ""),
    hop(texts.router, network.router ?? network.gateway ?? texts.none,
      (network.router ? `${network.gateway}, ` : "") + (network.protocols.length ? texts.opensBy(network.protocols) : texts.noProtocol)),
    hop(texts.internet, network.externalAddress ?? texts.unknown, texts.reachability[network.reachability]));
}

function copyButton(forward) {
  const button = element("button", { type: "button", text: texts.copy, "aria-label": texts.copyLabel(forward) });
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(forward.url ?? forward.external);
    button.textContent = texts.copied;
    setTimeout(() => { button.textContent = texts.copy; }, 1500);
  });
  return button;
}

function retryButton(forward) {
  const button = element("button", { type: "button", text: texts.retry, "aria-label": texts.retryLabel(forward) });
  button.addEventListener("click", async () => {
    const obstacle = await send("POST", `/api/forwards/${forward.id.split("/").map(encodeURIComponent).join("/")}/retry`);
    button.textContent = obstacle ?? texts.retrying;
  });
  return button;
}

function showForwards({ forwards }) {
  byId("forwards").replaceChildren(...forwards.map((forward) => {
    const details = [texts.route[forward.route](forward)];
    if (forward.relay) details.push(texts.connections(forward.relay.connections));
    if (forward.renewsAt) details.push(texts.renews(Math.floor((new Date(forward.renewsAt) - Date.now()) / 60000)));
    if (forward.deviceOnline === false) details.push(texts.offlineDevice);
    return element("li", { "data-forward": forward.id },
      element("div", { className: "row" },
        element("h3", { text: `${forward.device} ${forward.name}` }),
        element("span", { className: `badge ${forward.state}`, text: texts.state[forward.state] }),
        forward.external && element("span", { className: "address", text: forward.url ?? forward.external }),
        forward.external && copyButton(forward),
        forward.state === "failed" && isSignedIn() && retryButton(forward)),
      element("div", { className: "soft", text: details.join(" · ") }));
  }));
}

function showProblems({ problems }) {
  byId("problems-section").hidden = problems.length === 0;
  byId("problems").replaceChildren(...problems.map((problem) => element("li", { "data-code": problem.code },
    element("h3", { text: `${problem.code} ${problem.title}` }),
    element("p", { text: problem.cause }),
    element("p", { className: "soft", text: problem.evidence }),
    problem.meanwhile && element("p", { text: texts.meanwhile + problem.meanwhile }),
    element("ol", {}, ...problem.remedy.map((line) => element("li", { text: line }))))));
}

let last = "";

function show(status) {
  const [mood, sentence] = verdict(status);
  const verdictNode = byId("verdict");
  verdictNode.className = mood;
  if (verdictNode.textContent !== sentence) verdictNode.textContent = sentence;
  byId("version").textContent = texts.version(status.version);
  showPath(status);
  showForwards(status);
  showProblems(status);
}

const events = new EventSource("/api/events");
byId("link").textContent = texts.connecting;
events.addEventListener("open", () => { byId("link").textContent = texts.live; });
events.addEventListener("error", () => { byId("link").textContent = texts.lost; });
events.addEventListener("status", (event) => {
  // A list that did not change is left alone: what is focused or selected stays so.
  if (event.data === last) return;
  last = event.data;
  show(JSON.parse(event.data));
});
