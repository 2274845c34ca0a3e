import { element, keep } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { texts } from "../texts.js";

const unique = (list) => [...new Set(list)];

/** The hops from this PC to the internet, each with its state. */
function hops(network, problems) {
  const stands = (...codes) => problems.some((problem) => codes.includes(problem.code));
  const hasRouter = Boolean(network.gateway);
  const opens = network.protocols.length > 0;
  return [
    { key: "pc", icon: "pc", what: texts.thisPc, state: network.localAddress ? "good" : "bad", name: network.localAddress ?? texts.noAddress, detail: network.interface ?? "" },
    {
      key: "router", icon: "router", what: texts.router,
      state: !hasRouter ? "bad" : opens ? (stands("PH204", "PH213") ? "note" : "good") : stands("PH202") ? "bad" : "idle",
      name: network.router ?? network.gateway ?? texts.noRouter,
      detail: !hasRouter ? "" : (network.router ? `${network.gateway}\n` : "")
        + (opens ? texts.opensBy(unique(network.protocols.map((name) => texts.protocol[name] ?? name))) : stands("PH202") ? texts.noProtocol : texts.searching),
    },
    {
      key: "internet", icon: "internet", what: texts.internet,
      state: { public: "good", "double-nat": "note", "carrier-nat": "note", offline: "bad" }[network.reachability] ?? "idle",
      name: network.externalAddress ?? texts.noAddress,
      detail: texts.reachability[network.reachability],
    },
  ];
}

const render = (hop) => element("li", { "data-state": hop.state, "data-hop": hop.key },
  element("div", { className: "ring" }, icon(hop.icon), element("span", { className: "pip" }, icon(hop.state === "idle" ? "idle" : hop.state))),
  element("div", { className: "hop" },
    element("span", { className: "what", text: hop.what }),
    element("strong", { text: hop.name }),
    element("span", { className: "soft", text: hop.detail }),
    element("span", { className: "unseen", text: texts.hopState[hop.state] })));

export const buildPath = () => element("ol", { id: "path", "aria-label": texts.pathLabel });

export const showPath = (list, { network, problems }) => keep(list, hops(network, problems), (hop) => hop.key, render);
