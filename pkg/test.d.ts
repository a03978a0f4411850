/**
 * Test files: which tokens are to get in by which policies, and which are not.
 *
 * ```js
 * const report = await runTests(text, { file, read: (path) => readFile(path, "utf8") });
 * console.log(renderTests([report], { format: "text" }));
 * ```
 *
 * @packageDocumentation
 */

import type { Decision, Diagnostic, Reason, Span } from "./index.js";
import type { Proof } from "./insight.js";

export { RolecallError } from "./index.js";

/** What to run tests with. */
export interface TestOptions {
  /** What the test file is called, by default `rolecall.test.yaml`. */
  file?: string | undefined;
  /**
   * Gives the text of a file that the test file names, by the path as it stands there. What it
   * throws becomes the error of the tests that need it. Where no file is named, none is needed.
   */
  read?: ((path: string) => string | Promise<string>) | undefined;
}

/** What came of one test: of one policy and one token. */
export interface TestResult {
  /** What the test file calls it, else the policy and the token. */
  name: string;
  /** What the test file calls the policy. */
  policy: string;
  /** What the test file calls the token. */
  token: string;
  /** Where the test stands in the test file. */
  span: Span;
  /**
   * - `passed`: the verdict is as expected.
   * - `failed`: it is not.
   * - `error`: there is none, because policy, token or request cannot be used.
   */
  outcome: "passed" | "failed" | "error";
  /** What was expected. */
  expected: { decision: Decision; reason?: string };
  /** What came; null where there is no verdict. */
  received: { decision: Decision; reason: Reason } | null;
  /** Of one that failed: what is behind the verdict, in one sentence. */
  summary?: string;
  /** Of one without a verdict: why. */
  error?: TestError;
  /** How long it took. */
  seconds: number;
}

/** What came of an invariant: of what is to hold of every token that a policy lets in. */
export interface InvariantResult {
  /** What the test file calls it, else the policy and what is asked. */
  name: string;
  /** What the test file calls the policy. */
  policy: string;
  /** Where it stands in the test file. */
  span: Span;
  /**
   * - `passed`: it is proved.
   * - `failed`: it is refuted, or not known to hold.
   * - `error`: it cannot be asked.
   */
  outcome: "passed" | "failed" | "error";
  /** What is asked: by claim the patterns. */
  invariants: { only?: Record<string, string[]>; never?: Record<string, string[]> };
  /** The answer; null where there is none. */
  proof: Proof | null;
  /** Of one without an answer: why. */
  error?: TestError;
  /** How long it took. */
  seconds: number;
}

/** A {@link RolecallError} as data. */
export interface TestError {
  code: string;
  message: string;
  help?: string;
  url?: string;
  diagnostics: Diagnostic[];
}

/** What came of the tests of a file. */
export interface TestReport {
  /** What the file is called. */
  file: string;
  /** How many passed, tests and invariants. */
  passed: number;
  /** How many failed. */
  failed: number;
  /** How many could not be run. */
  errors: number;
  /** Each, in the order of the file. */
  tests: TestResult[];
  /** Each invariant, in the order of the file, and of its policies. */
  invariants: InvariantResult[];
}

/** A file whose tests were not run, because it cannot be read. */
export interface UnreadTestFile {
  file: string;
  error: TestError;
}

/**
 * Runs the tests of a file. Where neither it nor its tests give `now`, each token is looked at as
 * of when it was issued.
 *
 * @param text - The file, YAML or JSON, at most 1 MiB: `docs/testing.md` says what it holds, and
 * `rolecall/test.schema.json` says so to editors.
 * @throws {@link RolecallError} `invalid-test-file`, with a diagnostic for everything that is wrong
 * with it, or why it is no YAML or JSON: `invalid-yaml`, `yaml-too-large`, `several-documents`,
 * `invalid-json`, `invalid-unicode`, `nesting-too-deep`, `test-file-too-large`. A test that fails is
 * no error.
 */
export declare function runTests(text: string, options?: TestOptions): Promise<TestReport>;

/** How results are written. */
export interface RenderTestsOptions {
  /** `text` for terminals and logs; `junit` for the XML that CI systems read. */
  format: "text" | "junit";
  /** Whether text uses ANSI escapes. They only repeat what it says. */
  color?: boolean | undefined;
  /** When the tests were run, in milliseconds since 1970. Left out: the clock of the host. */
  time?: number | undefined;
}

/**
 * What came of the tests of some files. Text tells of those that did not pass, and how many did; of
 * a file that cannot be read it tells nothing.
 *
 * @throws {@link RolecallError} `invalid-argument`.
 */
export declare function renderTests(
  reports: readonly (TestReport | UnreadTestFile)[],
  options: RenderTestsOptions,
): string;
