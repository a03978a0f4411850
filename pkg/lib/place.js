// Places in documents that hold policies.

/**
 * From a place in a policy that was found in a document to its place in the document: where the
 * document holds the policy as encoded text, the place of that text.
 */
export function placeIn(document, { text, span: own }) {
  if (document.slice(own.start, own.end) !== text) return () => own;
  return ({ start, end, line, column }) => ({
    start: own.start + start,
    end: own.start + end,
    line: own.line + line - 1,
    column: line === 1 ? own.column + column - 1 : column,
  });
}
