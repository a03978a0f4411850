import { writeFileSync } from "node:fs";
import path from "node:path";
import { quote } from "../lib/argument.js";
import { renderTests, runTests } from "../lib/test-embedded.js";
import { problems } from "../lib/test-report.js";
import { Exit, worst } from "./exit.js";
import { Input } from "./input.js";
import { UsageError } from "./options.js";
import { errorObject, json, reportError, usesColor } from "./output.js";

/** What test files are called. */
const NAMES = ["rolecall.test.yaml", "rolecall.test.yml", "rolecall.test.json"];

export const testCommand = {
  name: "test",
  usage: "[OPTION]… [FILE…]",
  about: "Run test files: which tokens are to get in, and which are not.",
  details: `A FILE is a test file in YAML or JSON, or \`-\` for standard input; left out, those of this folder
that are called ${NAMES.slice(0, 2).join(", ")} or ${NAMES[2]}. It names
policies, tokens and what is expected; paths in it start at its folder. docs/testing.md shows it
whole, and the schema for editors is \`rolecall/test.schema.json\`.`,
  options: {
    format: {
      value: "FORMAT",
      choices: ["text", "json", "junit"],
      about: "text, json, or junit: XML that CI systems read",
    },
    junit: { value: "FILE", about: "write that XML to a file beside" },
  },
  examples: [
    "rolecall test",
    "rolecall test infra/rolecall.test.yaml --junit report.xml",
    "rolecall test --format json",
  ],
  exits: {
    [Exit.good]: "every test passed",
    [Exit.bad]: "a test failed: the verdict is another than expected",
  },
  async run({ options, positionals, host }) {
    const files = positionals.length > 0 ? positionals : found(new Input(host, []));
    const input = new Input(host, files);
    const reports = [];
    for (const file of files) reports.push(await report(file, input));
    for (const { file, error } of reports) {
      if (error !== undefined) for (const problem of problems(file, error)) reportError(problem, host);
    }
    if (options.junit !== undefined) write(options.junit, renderTests(reports, { format: "junit" }));
    host.stdout.write(written(reports, options, host));
    return worst(reports.map(exitOf));
  },
};

function found(input) {
  const files = NAMES.filter((name) => input.isThere(name));
  if (files.length > 0) return files;
  throw new UsageError(
    `expected a test file in this folder, received none called ${NAMES.map(quote).join(", ")}`,
    "give the path of one: `rolecall test FILE`",
  );
}

async function report(file, input) {
  const text = await input.document(file, "a FILE is the path of a test file, or `-` for standard input");
  const label = file === "-" ? "standard input" : file;
  const folder = file === "-" ? "." : path.dirname(file);
  const read = (name) =>
    input.file(
      path.isAbsolute(name) ? name : path.join(folder, name),
      `paths start at the folder of the test file, ${quote(folder)}`,
    );
  try {
    return await runTests(text, { file: label, read });
  } catch (error) {
    if (error?.name !== "RolecallError") throw error;
    return { file: label, error: errorObject(error) };
  }
}

function exitOf({ error, failed, errors }) {
  return error !== undefined || errors > 0 ? Exit.unusable : failed > 0 ? Exit.bad : Exit.good;
}

function written(reports, { format = "text", ...flags }, host) {
  switch (format) {
    case "json":
      return `${json(reports.length === 1 ? reports[0] : reports)}\n`;
    case "junit":
      return renderTests(reports, { format });
  }
  return renderTests(reports, { format, color: usesColor(flags, host) });
}

function write(path, text) {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${quote(path)}: ${error.code ?? error.message}`);
  }
}
