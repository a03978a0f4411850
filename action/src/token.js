// The token of the job: asked for, or predicted.

import * as core from "@actions/core";
import { predictToken } from "rolecall";
import { describeJob, isFork } from "./job.js";
import { Problem } from "./problem.js";
import { quote } from "./quote.js";

/** How long GitHub may take to answer, retries included. */
const PATIENCE = 20_000;

/** What relying parties want to be called by those who set up nothing else. */
const AUDIENCES = {
  aws: "sts.amazonaws.com",
  alibaba: "sts.aliyuncs.com",
  entra: "api://AzureADTokenExchange",
  sigstore: "sigstore",
};

/** The audience for a policy. */
export function audienceFor(policy, audience) {
  const wanted = audience ?? AUDIENCES[policy.relyingParty];
  if (wanted !== undefined) return wanted;
  throw new Problem(
    "audience-needed",
    `expected the input \`audience\`, because there is no usual one for \`${policy.relyingParty}\``,
    "it is the audience that the step which signs in asks for",
  );
}

/** A token for an audience, `{ token, notes }`: `notes` are those of a prediction. */
export async function tokenFor(audience, { token, job }) {
  if (token === "predict") {
    const { claims, notes } = predictToken(describeJob(job, audience));
    return { token: JSON.stringify(claims), notes };
  }
  return { token: await request(audience), notes: [] };
}

async function request(audience) {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = process.env;
  if (!url || !secret) throw notGranted();
  let timer;
  const lateness = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE / 1000} seconds`)), PATIENCE);
  });
  try {
    const token = await Promise.race([core.getIDToken(audience), lateness]);
    // The whole is masked already. Its claims and its signature are nobody's business either.
    token.split(".").slice(1).filter(Boolean).forEach(core.setSecret);
    return token;
  } catch (error) {
    throw new Problem(
      "token-request-failed",
      `GitHub gave no token: ${quote(error.message.replace(/\s+/g, " "))}`,
      "run the job again; https://www.githubstatus.com says whether GitHub is in trouble",
    );
  } finally {
    clearTimeout(timer);
  }
}

function notGranted() {
  const elsewhere =
    "`token: none` checks the policies alone, and `token: predict` with `job` asks about a job that will get a token";
  if (isFork()) {
    return new Problem(
      "no-token",
      "this run is of a pull request from a fork, and GitHub gives such runs no token",
      elsewhere,
    );
  }
  if (process.env.GITHUB_ACTOR === "dependabot[bot]") {
    return new Problem("no-token", "Dependabot started this run, and GitHub gives such runs no token", elsewhere);
  }
  return new Problem(
    "no-token",
    "this job may not ask for a token: it lacks the permission `id-token: write`",
    "write `permissions: { id-token: write, contents: read }` in the job, and, if its workflow is called by another, in the job that calls it",
  );
}

/** What a verdict about a predicted token rests on that may be otherwise. */
export function doubts(evaluation, notes) {
  const tested = new Set(claimsOf(evaluation.trace));
  return notes
    .filter(({ claim, standing }) => tested.has(claim) && (standing === "inferred" || standing === "made-up"))
    .map(({ claim, standing, message }) => `${quote(claim)} is ${standing}: ${message}`);
}

function claimsOf({ claim, children = [] }) {
  return [...(claim === undefined ? [] : [claim]), ...children.flatMap(claimsOf)];
}
