// Asking the core. Of evaluations only the newest counts: one is under way, one waits, and what
// is asked meanwhile takes the place of the one that waits.

/** Longer than any answer takes; then the thread is given up and a new one started. */
const PATIENCE = 10_000;

/**
 * @param connect - starts a core: given what to do with its answers, gives how to ask it.
 */
export function createClient(connect) {
  let next = 0;
  const waiting = new Map();
  let send = connect(receive);

  function receive({ id, ...answer }) {
    const asked = waiting.get(id);
    if (asked === undefined) return;
    waiting.delete(id);
    clearTimeout(asked.timer);
    asked.resolve(answer);
  }

  function ask(question) {
    return new Promise((resolve) => {
      const id = next++;
      const timer = setTimeout(restart, PATIENCE);
      waiting.set(id, { question, resolve, timer });
      send({ id, question });
    });
  }

  function restart() {
    const stuck = [...waiting.values()];
    waiting.clear();
    for (const { resolve, timer } of stuck) {
      clearTimeout(timer);
      resolve({
        error: {
          code: "no-answer",
          message: "the evaluator did not answer in time and was started again",
          diagnostics: [],
        },
      });
    }
    send = connect(receive);
  }

  let underWay = false;
  let newest;

  /** Asks for an evaluation; `show` gets the answer, unless something newer was asked. */
  async function latest(question, show) {
    newest = { question, show };
    if (underWay) return;
    underWay = true;
    while (newest !== undefined) {
      const current = newest;
      const answer = await ask(current.question);
      if (newest === current) {
        newest = undefined;
        current.show(answer);
      }
    }
    underWay = false;
  }

  return { ask, latest };
}
