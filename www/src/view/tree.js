// The keys and the pointer in the tree: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/

const items = (tree) => [...tree.querySelectorAll('[role="treeitem"]')];
const groupOf = (item) => item.parentElement.closest('[role="group"]');
const parentOf = (item) => groupOf(item)?.previousElementSibling ?? null;
const isShown = (item) => {
  const parent = parentOf(item);
  return parent === null || (parent.getAttribute("aria-expanded") === "true" && isShown(parent));
};

/**
 * Makes trees inside `root` work, whatever is put there later.
 *
 * @param point - called with the step that has focus or the pointer, or null.
 * @param enter - called with the step on which Enter was pressed.
 */
export function listenToTree(root, { point, enter }) {
  const itemOf = (event) => event.target.closest?.('[role="treeitem"]') ?? null;

  root.addEventListener("keydown", (event) => {
    const item = itemOf(event);
    if (item === null || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = target(item, event.key);
    if (next === undefined) return;
    event.preventDefault();
    if (next === "enter") enter(item);
    else if (next !== null) moveTo(next);
  });

  root.addEventListener("click", (event) => {
    const item = itemOf(event);
    if (item === null || event.target.closest("a, button") !== null) return;
    const isFold = event.target.closest(".row") !== null && item.hasAttribute("aria-expanded");
    if (isFold && document.getSelection().isCollapsed) fold(item, item.getAttribute("aria-expanded") === "true");
    moveTo(item);
  });

  root.addEventListener("focusin", (event) => {
    const item = itemOf(event);
    if (item !== null) point(item);
  });
  root.addEventListener("focusout", () => point(null));
  root.addEventListener("pointerover", (event) => point(itemOf(event)));
  root.addEventListener("pointerleave", () => point(null));
}

function target(item, key) {
  const shown = () => items(item.closest('[role="tree"]')).filter(isShown);
  const expanded = item.getAttribute("aria-expanded");
  switch (key) {
    case "ArrowDown":
      return shown()[shown().indexOf(item) + 1] ?? null;
    case "ArrowUp":
      return shown()[shown().indexOf(item) - 1] ?? null;
    case "Home":
      return shown()[0];
    case "End":
      return shown().at(-1);
    case "ArrowRight":
      if (expanded === "false") {
        fold(item, false);
        return null;
      }
      return expanded === "true" ? item.nextElementSibling.querySelector('[role="treeitem"]') : null;
    case "ArrowLeft":
      if (expanded === "true") {
        fold(item, true);
        return null;
      }
      return parentOf(item);
    case "*":
      for (const sibling of items(groupOf(item) ?? item.closest('[role="tree"]'))) {
        if (parentOf(sibling) === parentOf(item) && sibling.hasAttribute("aria-expanded")) fold(sibling, false);
      }
      return null;
    case "Enter":
      return "enter";
    case " ":
      if (expanded !== null) fold(item, expanded === "true");
      return null;
  }
  return undefined;
}

function fold(item, isFolded) {
  item.setAttribute("aria-expanded", String(!isFolded));
}

function moveTo(item) {
  for (const other of items(item.closest('[role="tree"]'))) other.tabIndex = other === item ? 0 : -1;
  item.focus();
}
