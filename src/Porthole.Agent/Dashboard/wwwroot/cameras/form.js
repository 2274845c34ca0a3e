import { send } from "../auth.js";
import { openDialog } from "../lib/dialog.js";
import { button, element } from "../lib/dom.js";
import { read } from "../lib/live.js";
import { texts } from "../texts.js";
import { buildPorts } from "./ports.js";

let brands = null;

/** The makers that the agent knows. */
export async function readBrands() {
  brands ??= (await read("/api/brands"))?.brands ?? null;
  return brands ?? [];
}

/** A labelled field; the key is the one under which the agent tells mistakes. */
export function field(key, label, control, hint) {
  const id = `field-${key}`.replace(/[^\w-]/g, "-");
  control.id = id;
  control.setAttribute("aria-describedby", `${id}-hint`);
  control.dataset.key = key;
  return element("div", { className: "field" },
    element("label", { for: id, text: label }),
    control,
    element("p", { className: "soft hint", id: `${id}-hint`, text: hint ?? "" }));
}

const input = (value, attributes = {}) => {
  const node = element("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes });
  node.value = value ?? "";
  return node;
};

/** Shows each mistake at its field, the rest above, and goes to the first. */
function showMistakes(form, summary, obstacle, errors) {
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    const hint = form.querySelector(`#${control.id}-hint`);
    hint.textContent = hint.dataset.usual;
    hint.classList.remove("bad");
  }
  const rest = errors.filter(({ key, detail }) => {
    const control = form.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!control) return true;
    const hint = form.querySelector(`#${control.id}-hint`);
    hint.dataset.usual ??= hint.textContent;
    hint.textContent = detail;
    hint.classList.add("bad");
    control.setAttribute("aria-invalid", "true");
    return false;
  });
  summary.textContent = errors.length === 0 ? obstacle : rest.map((error) => error.detail).join(" ");
  form.querySelector("[aria-invalid]")?.focus();
}

/** Opens the form with what is known of a camera; calls back with what was saved. */
export async function openForm(camera, onSaved, { isNew = false } = {}) {
  const known = await readBrands();
  const brand = element("select", {}, element("option", { value: "", text: texts.brandNone }), known.map(({ key, name }) => element("option", { value: key, text: name })));
  if (camera.brand && !known.some(({ key }) => key === camera.brand)) brand.append(element("option", { value: camera.brand, text: camera.brand }));
  brand.value = camera.brand ?? "";
  const name = input(camera.name, { required: true });
  const address = input(camera.address, { required: true });
  const mac = input(camera.mac);
  const allow = input(camera.allowFrom?.join(", "));
  const ports = buildPorts(camera.ports);
  const summary = element("p", { className: "summary bad", role: "alert" });
  const save = element("button", { type: "submit", className: "primary", text: isNew ? texts.add : texts.save });
  const brandField = field("brand", texts.brand, brand);
  brand.addEventListener("change", () => {
    const chosen = known.find(({ key }) => key === brand.value);
    brandField.querySelector(".hint").textContent = chosen?.note ?? "";
    if (chosen && isNew) ports.propose(chosen.ports);
  });
  const form = element("form", { novalidate: true },
    field("name", texts.name, name, texts.nameHint), brandField,
    field("address", texts.address, address, texts.addressHint), field("mac", texts.mac, mac, texts.macHint),
    ports.node, field("allowFrom", texts.allow, allow, texts.allowHint),
    summary, element("div", { className: "actions" }, save, button(texts.cancel, () => dialog.close())));
  const dialog = openDialog(isNew ? texts.formAdd : texts.formEdit(camera.name), form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    save.disabled = true;
    const allowed = allow.value.split(",").map((text) => text.trim()).filter(Boolean);
    const { obstacle, content, errors } = await send(isNew ? "POST" : "PUT", isNew ? "/api/devices" : `/api/devices/${encodeURIComponent(camera.id)}`, {
      name: name.value.trim(),
      ...(brand.value && { brand: brand.value }),
      address: address.value.trim(),
      ...(mac.value.trim() && { mac: mac.value.trim() }),
      ...(allowed.length > 0 && { allowFrom: allowed }),
      ports: ports.values(),
      ...(camera.paused && { paused: true }),
    });
    save.disabled = false;
    if (obstacle) return showMistakes(form, summary, obstacle, errors);
    dialog.close();
    return onSaved(content);
  });
  name.focus();
}
