// Two policies side by side. A chunk of its own: few people compare.

import { MergeView } from "@codemirror/merge";
import { EditorView } from "@codemirror/view";
import { extensionsOf, languageOf } from "./editor.js";

const mergeTheme = EditorView.theme({
  "&": { height: "auto" },
  ".cm-changedLine": { backgroundColor: "var(--line-wash)" },
  ".cm-changedText": { background: "var(--linked)" },
  ".cm-deletedChunk": { backgroundColor: "var(--line-wash)" },
  ".cm-changeGutter": { width: "3px" },
});

/** A merge view; `listen(side, text)` when the text of side 0 or 1 was changed. */
export function createMerge({ host, texts, labels, listen }) {
  const root = host.attachShadow({ mode: "open" });
  const side = (index) => ({
    doc: texts[index],
    extensions: [
      extensionsOf(labels[index]),
      languageOf(texts[index]),
      mergeTheme,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) listen(index, update.state.doc.toString());
      }),
    ],
  });
  const view = new MergeView({ a: side(0), b: side(1), parent: root, root, gutter: true });
  view.dom.style.setProperty("height", "100%");
  const set = (editor, text) => {
    if (editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  };
  return {
    set(texts) {
      set(view.a, texts[0]);
      set(view.b, texts[1]);
    },
    destroy: () => view.destroy(),
  };
}
