import { button, element } from "../lib/dom.js";
import { texts } from "../texts.js";

/** The ports of a camera in the form: rows that can be added and removed. */
export function buildPorts(ports) {
  const rows = element("div", { className: "ports" });
  const node = element("fieldset", {}, element("legend", { text: texts.portsLegend }), rows, button(texts.addPort, () => {
    addRow({});
    rows.lastElementChild.querySelector("input").focus();
  }, { className: "small", act: "add-port" }));

  function control(key, label, tag, attributes, value, ...children) {
    const input = element(tag, { "data-part": key, ...attributes }, ...children);
    if (value !== undefined && value !== null) input.value = value;
    const hint = element("span", { className: "hint" });
    return element("div", { className: "part" }, element("label", {}, element("span", { className: "soft", text: label }), input), hint);
  }

  const options = (words) => Object.entries(words).map(([value, text]) => element("option", { value, text }));

  function addRow(port) {
    const row = element("div", { className: "port" },
      control("name", texts.portName, "input", { type: "text", autocomplete: "off" }, port.name),
      control("internal", texts.portInternal, "input", { type: "text", inputmode: "numeric", autocomplete: "off" }, port.internal),
      control("external", texts.portExternal, "input", { type: "text", inputmode: "numeric", autocomplete: "off", placeholder: texts.portAuto }, port.external),
      control("protocol", texts.portProtocol, "select", {}, port.protocol ?? "tcp", ...options({ tcp: "TCP", udp: "UDP" })),
      control("route", texts.portRoute, "select", {}, port.route ?? "auto", ...options(texts.routes)));
    row.force = port.force ?? false;
    row.append(button("✕", () => {
      row.remove();
      number();
    }, { className: "quiet remove" }));
    rows.append(row);
    number();
  }

  // The agent names a mistake by its place: ports[1].internal.
  function number() {
    [...rows.children].forEach((row, index) => {
      row.querySelector("button").setAttribute("aria-label", texts.removePort(index + 1));
      for (const input of row.querySelectorAll("[data-part]")) {
        input.dataset.key = `ports[${index}].${input.dataset.part}`;
        input.id = `port-${index}-${input.dataset.part}`;
        input.parentElement.nextElementSibling.id = `${input.id}-hint`;
        input.setAttribute("aria-describedby", `${input.id}-hint`);
      }
    });
  }

  const value = (row, part) => row.querySelector(`[data-part="${part}"]`).value.trim();
  // What is no number is sent as it is: the agent says what is wrong with it.
  const port = (text) => (/^\d+$/.test(text) ? Number(text) : text);

  ports.forEach(addRow);
  if (ports.length === 0) addRow({ name: "rtsp", internal: 554 });
  return {
    node,
    values: () => [...rows.children].map((row) => ({
      name: value(row, "name"),
      protocol: value(row, "protocol"),
      internal: port(value(row, "internal")),
      ...(value(row, "external") && { external: port(value(row, "external")) }),
      route: value(row, "route"),
      ...(row.force && { force: true }),
    })),
    /** Takes a maker's usual ports instead of what stands there. */
    propose(known) {
      const proposed = known.filter((port) => port.proposed);
      if (proposed.length === 0) return;
      rows.replaceChildren();
      for (const { name, protocol, number: internal } of proposed) addRow({ name, protocol, internal });
    },
  };
}
