// A pane of text: a textarea at first, an editor once that has been loaded. Both offer the same.

/**
 * @param textarea - the element that is there before any script.
 * @param listen - `input()` when the user changed the text, `cursor(offset)` when the cursor moved
 * or the pointer rests (null: it left), `paste(text, before)` when something was pasted.
 */
export function createPane(textarea, listen) {
  let face = plain(textarea, listen);
  let remarks = [];
  let mark = [null];
  return {
    get text() {
      return face.text;
    },
    set text(text) {
      if (text !== face.text) face.replace(0, face.text.length, text);
    },
    /** Replaces a part, as an edit that can be undone. */
    replace: (start, end, text) => face.replace(start, end, text),
    /** Shows findings and diagnostics in the text. */
    remark(list) {
      remarks = list;
      face.remark(list);
    },
    /** Marks a place, or none. */
    mark(span, options) {
      mark = [span, options];
      face.mark(span, options);
    },
    /** Selects a place and goes there. */
    select: (start, end) => face.select(start, end),
    focus: () => face.focus(),
    /** Puts an editor in the place of the textarea, with what it holds. */
    upgrade(createEditor, language) {
      const hadFocus = document.activeElement === textarea;
      const { selectionStart, selectionEnd } = textarea;
      const host = document.createElement("div");
      host.className = "editor";
      host.id = `${textarea.id}-editor`;
      textarea.after(host);
      face = createEditor({
        host,
        text: textarea.value,
        label: textarea.getAttribute("aria-label"),
        language,
        listen,
      });
      textarea.hidden = true;
      face.remark(remarks);
      face.mark(...mark);
      if (hadFocus) {
        face.select(selectionStart, selectionEnd);
        face.focus();
      }
    },
  };
}

function plain(textarea, listen) {
  textarea.addEventListener("input", () => listen.input());
  textarea.addEventListener("paste", (event) => {
    listen.paste(event.clipboardData?.getData("text/plain") ?? "", textarea.value);
  });
  const cursor = () => listen.cursor(textarea.selectionStart);
  textarea.addEventListener("keyup", cursor);
  textarea.addEventListener("click", cursor);
  return {
    get text() {
      return textarea.value;
    },
    replace(start, end, text) {
      textarea.setRangeText(text, start, end, "preserve");
    },
    remark() {},
    mark() {},
    select(start, end) {
      textarea.focus();
      textarea.setSelectionRange(start, end);
    },
    focus: () => textarea.focus(),
  };
}
