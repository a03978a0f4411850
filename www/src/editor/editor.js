// CodeMirror, in a shadow root: its styles are then adopted sheets, which a strict policy allows.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  ViewPlugin,
  drawSelection,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

const SEVERITIES = { error: "error", warning: "warning", note: "info" };

/** Deepest indentation that wrapped lines keep, in blanks. */
const DEEPEST = 16;

const setMark = StateEffect.define();
const marked = Decoration.mark({ class: "linked" });

/** The place that the trace points to. */
const markField = StateField.define({
  create: () => Decoration.none,
  update(decorations, transaction) {
    let next = decorations.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setMark)) {
        next =
          effect.value === null || effect.value.start === effect.value.end
            ? Decoration.none
            : Decoration.set([marked.range(effect.value.start, effect.value.end)]);
      }
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: [tags.string, tags.content], color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: "var(--code-number)" },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: "var(--quiet)" },
  { tag: tags.comment, color: "var(--quiet)" },
]);

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--page)", fontSize: "var(--code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-gutters": { backgroundColor: "var(--page)", color: "var(--faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 4px 0 12px", minWidth: "28px" },
  ".cm-gutter-lint": { width: "14px" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-lint-marker": { content: "normal !important", width: "7px", height: "7px", margin: "6px 3px 0", borderRadius: "50%", backgroundColor: "var(--faint)" },
  ".cm-lint-marker-error": { backgroundColor: "var(--bad)", borderRadius: "1px" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--doubtful)", borderRadius: "1px", transform: "rotate(45deg)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--line-wash)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--line-wash)", outline: "1px solid var(--rule)" },
  ".linked": { backgroundColor: "var(--linked)", borderRadius: "2px", boxShadow: "0 0 0 1px var(--linked-edge)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--rule)", borderRadius: "6px", boxShadow: "var(--shadow)" },
  ".cm-tooltip-lint": { fontFamily: "var(--sans)", fontSize: "13px", maxWidth: "min(480px, 90vw)" },
  ".cm-diagnostic": { padding: "6px 10px", borderLeft: "3px solid var(--quiet)", whiteSpace: "normal" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--doubtful)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--accent)" },
  ".cm-diagnosticAction": { backgroundColor: "var(--accent)", color: "var(--on-accent)", borderRadius: "4px", padding: "3px 8px", marginLeft: "0" },
  ".cm-lintRange-error": wave("--bad"),
  ".cm-lintRange-warning": wave("--doubtful"),
  ".cm-lintRange-info": { ...wave("--faint"), textDecorationStyle: "dotted" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
  ".cm-specialChar": { color: "var(--bad)" },
  ...hanging(),
});

function wave(color) {
  return {
    backgroundImage: "none",
    textDecoration: `underline wavy var(${color})`,
    textDecorationSkipInk: "none",
    textDecorationThickness: "1px",
    textUnderlineOffset: "3px",
  };
}

/** Wrapped lines begin below their first character, not at the margin. */
function hanging() {
  const rules = {};
  for (let depth = 0; depth <= DEEPEST; depth++) {
    rules[`.hang-${depth}`] = { paddingLeft: `calc(6px + ${depth + 2}ch) !important`, textIndent: `-${depth + 2}ch` };
  }
  return rules;
}

const hang = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = hangs(view);
    }
    update(update) {
      if (update.docChanged || update.viewportChanged) this.decorations = hangs(update.view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

function hangs(view) {
  const ranges = [];
  for (const { from, to } of view.visibleRanges) {
    for (let position = from; position <= to; ) {
      const line = view.state.doc.lineAt(position);
      const depth = Math.min(line.text.search(/[^ ]|$/), DEEPEST);
      ranges.push(Decoration.line({ class: `hang-${depth}` }).range(line.from));
      position = line.to + 1;
    }
  }
  return Decoration.set(ranges, true);
}

/** What every editor of the page has. */
export function extensionsOf(label) {
  return [
    lineNumbers(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    EditorView.lineWrapping,
    hang,
    typeOver,
    syntaxHighlighting(highlight),
    keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
    theme,
    EditorState.tabSize.of(2),
    EditorView.contentAttributes.of({
      "aria-label": label,
      tabindex: "0",
      spellcheck: "false",
      autocorrect: "off",
      autocapitalize: "off",
    }),
  ];
}

/**
 * Types over a selection here and not in the browser, which would keep the looks of what it
 * replaces by style attributes; the policy of the page forbids them.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType } = event;
    if (inputType !== "insertText" || data === null || view.composing) return false;
    if (view.state.selection.main.empty && !data.includes("\n")) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

const isJson = (text) => /^\s*([[{"]|$)/.test(text);

/** JSON where it begins like JSON. */
export const languageOf = (text) => (isJson(text) ? json() : yaml());

/** What the user does, in contrast to what the page does. */
const byUser = (update, ...kinds) =>
  update.transactions.some((transaction) => kinds.some((kind) => transaction.isUserEvent(kind)));

/** An editor with the same methods as a textarea's pane. */
export function createEditor({ host, text, label, listen }) {
  const root = host.attachShadow({ mode: "open" });
  const language = new Compartment();
  let wasJson = isJson(text);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        extensionsOf(label),
        language.of(languageOf(text)),
        lintGutter(),
        markField,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            if (byUser(update, "input", "delete", "move", "undo", "redo")) listen.input();
            follow(update.state.sliceDoc(0, 256));
          } else if (update.selectionSet && byUser(update, "select")) {
            listen.cursor(update.state.selection.main.head);
          }
        }),
        EditorView.domEventHandlers({
          paste(event, target) {
            listen.paste(event.clipboardData?.getData("text/plain") ?? "", target.state.doc.toString());
          },
          pointermove(event, target) {
            const position = target.posAtCoords({ x: event.clientX, y: event.clientY });
            listen.cursor(position, true);
          },
          pointerleave() {
            listen.cursor(null, true);
          },
        }),
      ],
    }),
  });
  const within = (offset) => Math.min(offset, view.state.doc.length);

  /** Takes the language of what the text became. An update may not dispatch another. */
  function follow(start) {
    if (isJson(start) === wasJson) return;
    wasJson = isJson(start);
    queueMicrotask(() => view.dispatch({ effects: language.reconfigure(languageOf(start)) }));
  }

  return {
    get text() {
      return view.state.doc.toString();
    },
    replace(start, end, insert) {
      view.dispatch({ changes: { from: within(start), to: within(end), insert }, userEvent: "apply" });
    },
    remark(remarks) {
      view.dispatch(
        setDiagnostics(
          view.state,
          remarks
            .filter(({ span }) => span !== undefined)
            .map(({ span, severity, message, fix, edit, apply }) => ({
              from: within(span.start),
              to: within(span.end),
              severity: SEVERITIES[severity],
              message: fix === undefined ? message : `${message}\n${fix}`,
              actions: edit === undefined || apply === undefined ? [] : [{ name: "Apply", apply }],
            })),
        ),
      );
    },
    mark(span, { scroll = false } = {}) {
      const place = span === null ? null : { start: within(span.start), end: within(span.end) };
      const effects = [setMark.of(place)];
      if (place !== null && scroll && !isInView(view, place)) {
        effects.push(EditorView.scrollIntoView(place.start, { y: "center" }));
      }
      view.dispatch({ effects });
    },
    select(start, end) {
      view.focus();
      view.dispatch({ selection: { anchor: within(start), head: within(end) }, scrollIntoView: true });
    },
    focus: () => view.focus(),
  };
}

function isInView(view, { start }) {
  const place = view.coordsAtPos(start);
  const box = view.scrollDOM.getBoundingClientRect();
  return place !== null && place.top >= box.top && place.bottom <= box.bottom;
}
