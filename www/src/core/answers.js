// What the page asks of the core, and nothing that the core could be asked for: every verdict,
// explanation, finding and prediction comes from the package.

import {
  allowsMatrix,
  compile,
  decodeToken,
  findPolicies,
  predictToken,
} from "../../../pkg/lib/api.js";
import { tokenText } from "../../../pkg/lib/claims.js";
import { core } from "../../../pkg/lib/engine.js";
import { unwrap } from "../../../pkg/lib/error.js";
import { readings } from "../../../pkg/lib/policy.js";
import { requestText } from "../../../pkg/lib/request.js";

const KINDS = {
  about,
  claims,
  evaluate,
  find,
  layOut,
  markdown,
  matrix,
  predict,
  vector,
};

/** Answers one question: `{ ok }`, or `{ error }` as data. A check of a signature takes time. */
export function answer({ kind, ...question }) {
  return kind === "check" ? check(question) : attempt(() => KINDS[kind](question));
}

function attempt(call) {
  try {
    return { ok: call() };
  } catch (error) {
    return asData(error);
  }
}

function asData(error) {
  if (error?.name !== "RolecallError") throw error;
  const { code, message, help, url, diagnostics } = error;
  return { error: { code, message, help, url, diagnostics } };
}

/** What the core knows before anything is asked. */
function about() {
  return {
    version: core.version(),
    relyingParties: unwrap(core.relyingParties()),
    runs: unwrap(core.predictedRuns()),
  };
}

/** A token whose signature was checked, and the text of its claims that the page shows. */
let checked;

const tokenOf = (text) => (checked?.text === text ? checked.verified : text);

/**
 * Checks the signature of a token against keys, at a time when it held: that it has expired since
 * is told apart.
 */
async function check({ jwt, keys, text }) {
  // Few people check one.
  const { verifyToken } = await import("../../../pkg/lib/verify.js");
  try {
    const { claims } = decodeToken(jwt);
    checked = {
      text,
      verified: await verifyToken(jwt, {
        jwks: keys,
        issuer: claims.iss ?? "",
        audience: claims.aud ?? "",
        now: claims.nbf ?? claims.iat ?? claims.exp - 1,
      }),
    };
    return { ok: {} };
  } catch (error) {
    return asData(error);
  }
}

let held;

/** A policy; the last one is kept, because tokens change under it. */
function policyOf(text, relyingParty) {
  if (held?.text === text && held.relyingParty === relyingParty) return held;
  held?.policy.free();
  held = undefined;
  const policy = compile(text, relyingParty === "" ? {} : { relyingParty });
  held = { text, relyingParty, policy, findings: policy.lint() };
  return held;
}

/** Everything that the page shows of one policy, token and request. */
function evaluate({ policy: text, relyingParty, token, request }) {
  const policy = attempt(() => policyOf(text, relyingParty));
  const isBlank = token.trim() === "";
  const claims = isBlank ? { none: true } : attempt(() => claimsOf(token));
  return {
    policy:
      policy.error === undefined
        ? {
            relyingParty: policy.ok.policy.relyingParty,
            diagnostics: policy.ok.policy.diagnostics,
            findings: policy.ok.findings,
          }
        : policy,
    token: claims.ok ?? claims,
    evaluation:
      policy.ok === undefined || claims.ok === undefined
        ? undefined
        : flat(attempt(() => evaluationOf(policy.ok.policy, token, request))),
  };
}

const flat = ({ ok, error }) => ok ?? { error };

function evaluationOf(policy, token, request) {
  const evaluation = policy.evaluate(tokenOf(token), request);
  return {
    ...evaluation.toJSON(),
    readings: readings(policy, token, requestText(request)),
  };
}

function claimsOf(token) {
  const text = tokenText(token);
  const { claims, header, format } = decodeToken(text);
  return {
    format,
    header,
    claims,
    spans: format === "claims" ? Object.fromEntries(unwrap(core.claimSpans(text))) : {},
  };
}

/** A token as it was pasted: its claims for reading, and what a signature check needs. */
function claims({ text }) {
  const { header, signature, format } = decodeToken(text);
  return { header, signature, format, text: unwrap(core.claimsText(tokenText(text))) };
}

/** What a pasted text holds: a token, policies, or neither. */
function find({ text }) {
  const policies = attempt(() => findPolicies(text));
  if (policies.ok?.length > 0) return { policies: policies.ok };
  const token = unwrap(core.findToken(tokenSearchable(text)));
  return token === null ? { error: policies.error } : { token };
}

// Half a surrogate pair is in no token, and would not cross into the core.
const tokenSearchable = (text) => text.replace(/\p{Cs}/gu, "\u{fffd}");

function predict({ spec }) {
  const { claims, notes } = predictToken(spec);
  return { text: `${JSON.stringify(claims, null, 2)}`, claims, notes };
}

function layOut({ text }) {
  return unwrap(core.layOut(text));
}

function markdown({ policy, relyingParty, token, request }) {
  return policyOf(policy, relyingParty).policy.evaluate(tokenOf(token), request).toMarkdown();
}

/** Verdicts of policies over tokens: for each policy a list of decisions, or its error. */
function matrix({ policies, relyingParty, tokens, request }) {
  return policies.map((text) => {
    const compiled = attempt(() => compile(text, relyingParty === "" ? {} : { relyingParty }));
    if (compiled.error !== undefined) return compiled;
    const policy = compiled.ok;
    try {
      const allowed = tokens.map((token) => attempt(() => allowsMatrix([policy], [token], request)));
      return {
        relyingParty: policy.relyingParty,
        decisions: tokens.map((token, index) =>
          allowed[index].ok?.[0] === 1
            ? { decision: "allow" }
            : flat(
                attempt(() => {
                  const { decision, reason } = policy.evaluate(token, request);
                  return { decision, reason };
                }),
              ),
        ),
      };
    } finally {
      policy.free();
    }
  });
}

/** One of the project's vectors, asked here: what comes of it, in the form of the vectors. */
function vector({ relyingParty, policyText, token, request }) {
  // A vector that names no time is asked without one; the package would fill in the host's.
  const clock = Date.now;
  Date.now = () => Number.NaN;
  try {
    const compiled = attempt(() => compile(policyText, { relyingParty }));
    if (compiled.error !== undefined) return { error: compiled.error.code };
    const policy = compiled.ok;
    const { diagnostics } = policy;
    const asked = attempt(() => policy.evaluate(token, request).toJSON());
    const allows = attempt(() => policy.allows(token, request));
    policy.free();
    if (asked.error !== undefined) return { error: asked.error.code, diagnostics };
    const { trace, explanation, ...head } = asked.ok;
    return { error: null, diagnostics, head, trace, explanation, allows: Number(allows.ok) };
  } finally {
    Date.now = clock;
  }
}
