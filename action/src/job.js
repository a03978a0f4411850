// The job whose token is predicted: what the workflow says of it, and what this run knows.

import { Problem } from "./problem.js";
import { quote } from "./quote.js";
import { payload } from "./run.js";

const text = (value) => value;
const list = (value) => value.split(",").map((key) => key.trim());

/** What may be said of a job, as in `TokenSpec` of the package. */
const FIELDS = {
  repository: text,
  repositoryId: text,
  ownerId: text,
  visibility: text,
  defaultBranch: text,
  event: text,
  ref: text,
  baseRef: text,
  headRef: text,
  pullRequest: number,
  environment: text,
  template: list,
  immutable: flag,
  workflow: text,
  workflowFile: text,
  reusableWorkflow: text,
  actor: text,
  actorId: text,
  runnerEnvironment: text,
  enterprise: text,
  enterpriseId: text,
  enterpriseIssuer: flag,
};

/** What the lines of the input `job` say. */
export function readJob(lines) {
  const job = {};
  for (const line of lines) {
    const end = line.indexOf(":");
    const name = line.slice(0, Math.max(end, 0)).trim();
    if (!Object.hasOwn(FIELDS, name)) {
      throw wrong("lines of `NAME: VALUE`", line, `the names are \`${Object.keys(FIELDS).join("`, `")}\``);
    }
    if (Object.hasOwn(job, name)) throw wrong(`\`${name}\` once`, line);
    job[name] = FIELDS[name](line.slice(end + 1).trim(), line);
  }
  return job;
}

function number(value, line) {
  if (/^\d+$/.test(value)) return Number(value);
  throw wrong("a number", line);
}

function flag(value, line) {
  if (value === "true" || value === "false") return value === "true";
  throw wrong("`true` or `false`", line);
}

function wrong(expected, line, help) {
  return new Problem(
    "invalid-input",
    `expected ${expected} in the input \`job\`, received ${quote(line)}`,
    help,
  );
}

/**
 * The job for `predictToken`: what is said of it, and, where that leaves room, what holds of every
 * job of this repository, and of the run, if the job is of the same event.
 */
export function describeJob(job, audience) {
  return { ...ofRepository(job), ...(job.event === undefined ? ofRun() : {}), ...job, audience };
}

function ofRepository(job) {
  const { env } = process;
  // Of another repository nothing is known.
  if (job.repository !== undefined && job.repository !== env.GITHUB_REPOSITORY) return {};
  const { repository } = payload();
  const server = env.GITHUB_SERVER_URL;
  return {
    repository: env.GITHUB_REPOSITORY,
    repositoryId: env.GITHUB_REPOSITORY_ID || undefined,
    ownerId: env.GITHUB_REPOSITORY_OWNER_ID || undefined,
    visibility: repository?.visibility,
    defaultBranch: repository?.default_branch,
    actor: env.GITHUB_ACTOR || undefined,
    actorId: env.GITHUB_ACTOR_ID || undefined,
    host: server ? new URL(server).host : undefined,
  };
}

function ofRun() {
  const { env } = process;
  const [, file] = /^[^/]+\/[^/]+\/(.+)@/.exec(env.GITHUB_WORKFLOW_REF ?? "") ?? [];
  return {
    event: env.GITHUB_EVENT_NAME,
    ref: env.GITHUB_REF || undefined,
    baseRef: env.GITHUB_BASE_REF || undefined,
    headRef: env.GITHUB_HEAD_REF || undefined,
    pullRequest: payload().pull_request?.number,
    fork: isFork(),
    workflow: env.GITHUB_WORKFLOW || undefined,
    workflowFile: file,
  };
}

/** Whether the run is of a pull request from a fork. */
export function isFork() {
  const pullRequest = payload().pull_request;
  if (pullRequest === undefined || process.env.GITHUB_EVENT_NAME === "pull_request_target") return false;
  // The repository of the head is null once the fork is gone.
  return pullRequest.head?.repo?.id !== pullRequest.base?.repo?.id;
}
