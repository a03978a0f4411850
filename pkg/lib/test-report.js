// What came of the tests of some files, for people and for programs that show it to them.

import { checkFields, quote } from "./argument.js";
import { RolecallError } from "./error.js";
import { escaped } from "./markup.js";
import { painter } from "./paint.js";
import { shown } from "./shown.js";

/** The ways in which results are written. */
const FORMATS = { text, junit };

export function renderTests(reports, options) {
  checkFields(options, "options", ["format", "color", "time"], "invalid-argument");
  const { format, color = false, time = Date.now() } = options;
  if (!Object.hasOwn(FORMATS, format)) {
    throw new RolecallError("invalid-argument", `expected \`text\` or \`junit\` in \`options.format\`, received ${quote(String(format))}`);
  }
  return FORMATS[format](reports, { color, time });
}

function text(reports, { color }) {
  const paint = painter(color);
  return reports
    .filter(({ error }) => error === undefined)
    .map((report) => {
      const told = resultsOf(report).filter(({ outcome }) => outcome !== "passed");
      return told.map((test) => details(report.file, test, paint)).join("") + summary(report, paint);
    })
    .join("");
}

/** What came of the tests and then of the invariants. */
function resultsOf({ tests, invariants = [] }) {
  return [...tests, ...invariants];
}

function summary({ file, passed, failed, errors }, paint) {
  const parts = [
    ...(failed > 0 ? [paint.bad(`${failed} failed`)] : []),
    ...(errors > 0 ? [paint.bad(`${errors} could not be run`)] : []),
    ...(passed > 0 ? [paint.good(`${passed} passed`)] : []),
  ];
  return `${shown(file)}: ${parts.join(", ")}\n`;
}

function details(file, test, paint) {
  const place = `${file}:${test.span.line}:${test.span.column}`;
  return `${paint.bad("✗")} ${paint.dim(shown(place))} ${paint.bold(shown(test.name))}\n${lines(test)
    .map((line) => `    ${shown(line)}\n`)
    .join("")}\n`;
}

/** What went otherwise than expected, in lines. */
function lines(result) {
  const { name, policy, token, outcome, error } = result;
  const pair = token === undefined ? policy : `${policy}: ${token}`;
  const about = name.includes(pair) ? [] : [`of        ${pair}`];
  if (outcome === "error") return [...about, ...problemLines(error)];
  return [...about, ...(token === undefined ? proofLines(result) : verdictLines(result))];
}

function verdictLines({ expected, received, summary }) {
  return [
    `expected  ${verdict(expected.decision, expected.reason)}`,
    `received  ${verdict(received.decision, received.reason.code)}`,
    received.reason.message,
    ...(summary === received.reason.message ? [] : [`why: ${summary}`]),
  ];
}

function proofLines({ proof }) {
  const told =
    proof.result === "refuted"
      ? [`a token gets in that goes against ${quote(`${proof.invariant} ${proof.claim}`)}: ${JSON.stringify(proof.token)}`]
      : proof.why.map((why) => `it hangs on ${why}`);
  return ["expected  proved", `received  ${proof.result}`, ...told];
}

function verdict(decision, reason) {
  return reason === undefined || reason === "allowed" ? decision : `${decision}, ${reason}`;
}

/**
 * The format of JUnit, as the schemas of Apache Ant and of Jenkins both have it.
 * Sources: <https://github.com/windyroad/JUnit-Schema>, <https://github.com/jenkinsci/xunit-plugin>.
 */
function junit(reports, { time }) {
  const timestamp = new Date(time).toISOString().slice(0, "2026-11-24T08:30:00".length);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${reports
    .map((report, index) => suite(report, index, timestamp))
    .join("")}</testsuites>\n`;
}

function suite(report, id, timestamp) {
  const { file, error, failed = 0, errors = 1 } = report;
  const tests = error === undefined ? resultsOf(report) : [{ name: file, outcome: "error", error, seconds: 0 }];
  const seconds = tests.reduce((sum, test) => sum + test.seconds, 0).toFixed(3);
  const name = escaped(file);
  return `  <testsuite name="${name}" package="${name}" id="${id}" timestamp="${timestamp}" hostname="localhost" tests="${tests.length}" failures="${failed}" errors="${errors}" skipped="0" time="${seconds}">
    <properties/>
${tests.map((test) => testcase(file, test)).join("")}    <system-out/>
    <system-err/>
  </testsuite>
`;
}

function testcase(file, test) {
  const { name, outcome, seconds } = test;
  const start = `    <testcase name="${escaped(name)}" classname="${escaped(file)}" time="${seconds.toFixed(3)}"`;
  if (outcome === "passed") return `${start}/>\n`;
  const [element, type, message] =
    outcome === "error" ? ["error", test.error.code, test.error.message] : ["failure", ...failureOf(test)];
  // Without a place it is the file itself.
  const body =
    test.span === undefined
      ? problems(file, test.error).flatMap(problemLines)
      : [`${file}:${test.span.line}:${test.span.column}`, ...lines(test)];
  return `${start}>
      <${element} type="${escaped(type)}" message="${escaped(message)}">${body.map(escaped).join("\n")}</${element}>
    </testcase>
`;
}

/** The kind of a failure, and a sentence. */
function failureOf({ expected, received, proof }) {
  return proof === undefined
    ? [received.reason.code, `expected ${expected.decision}, received ${received.decision}`]
    : [proof.result, `expected proved, received ${proof.result}`];
}

/** Everything that is wrong with a test file, with its place: `{ message, help }`. */
export function problems(file, { message, help, diagnostics }) {
  const told = diagnostics.length > 0 ? diagnostics : [{ message, help }];
  return told.map(({ message, help, span }) => ({
    message: `${quote(span === undefined ? file : `${file}:${span.line}:${span.column}`)}: ${message}`,
    help,
  }));
}

function problemLines(problem) {
  return [problem.message, ...(problem.help === undefined ? [] : [`help: ${problem.help}`])];
}
