// A page as data: the same description becomes elements in the browser and text when the site is
// built. Text is never taken for markup.

const SVG = "http://www.w3.org/2000/svg";
const VOID = new Set(["br", "hr", "img", "input", "link", "meta", "use"]);

/** An element; children that are null, undefined or false are left out. */
export function h(tag, attributes, ...children) {
  return {
    tag,
    attributes: attributes ?? {},
    children: children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  };
}

/** An icon of the sprite. What it says, the text beside it says too. */
export function icon(name) {
  return h("svg", { class: `icon icon-${name}`, "aria-hidden": "true" }, h("use", { href: `#i-${name}` }));
}

/** Text in which backticks make code. */
export function prose(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? h("code", null, part) : part));
}

/** Text as the first of a line, or of a heading. A name in it keeps its letters. */
export function sentence(text) {
  const isName = /^\S*[_:.(]\S/.test(text);
  return prose(isName ? text : text.charAt(0).toUpperCase() + text.slice(1));
}

/** Makes elements of descriptions. */
export function toDom(node) {
  if (typeof node === "string") return document.createTextNode(node);
  const isSvg = node.tag === "svg" || node.tag === "use";
  const element = isSvg ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
  for (const [name, value] of Object.entries(node.attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (name === "checked") element.checked = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...node.children.map(toDom));
  return element;
}

/** Puts descriptions in the place of what an element holds. */
export function fill(element, ...nodes) {
  element.replaceChildren(...nodes.flat(Infinity).filter(Boolean).map(toDom));
}

/** Makes HTML of descriptions. */
export function toHtml(node) {
  if (Array.isArray(node)) return node.filter(Boolean).map(toHtml).join("");
  if (typeof node === "string") return escape(node);
  const attributes = Object.entries(node.attributes)
    .filter(([name, value]) => !name.startsWith("on") && value !== undefined && value !== false && value !== null)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${escape(String(value))}"`))
    .join("");
  if (VOID.has(node.tag)) return `<${node.tag}${attributes}>${node.tag === "use" ? "</use>" : ""}`;
  return `<${node.tag}${attributes}>${node.children.map(toHtml).join("")}</${node.tag}>`;
}

export function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The element of the page with this id. */
export const byId = (id) => document.getElementById(id);
