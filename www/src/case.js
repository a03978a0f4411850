// A case: what somebody has before them. As state of the page, and as a test vector.

/** A case with nothing in it. `now`: null is the clock of the visitor. */
export const EMPTY = Object.freeze({
  policy: "",
  relyingParty: "",
  token: "",
  request: Object.freeze({}),
  now: null,
  other: null,
});

/** Base64url with dots between, one part of which begins like JSON: a JWT, or what is left of one. */
const SIGNED = /[\w-]*eyJ[\w-]*(?:\.[\w-]+)+/g;

/** Text without the signature of any JWT in it. */
export function withoutSignatures(text) {
  return text.replace(SIGNED, (jwt) => {
    const [first, second, ...rest] = jwt.split(".");
    // What is left of a JWT may begin with its payload.
    const isWhole = /^e[wy]/.test(second);
    if (isWhole && rest.length === 0) return jwt;
    return `${isWhole ? `${first}.${second}` : first}.signature-removed`;
  });
}

/** A case as it may be kept or shared. Of a token no more than claims: anything else may hold a signature. */
export function keepable(state) {
  return {
    ...state,
    policy: withoutSignatures(state.policy),
    token: state.token.trimStart().startsWith("{") ? withoutSignatures(state.token) : "",
    other: state.other === null ? null : withoutSignatures(state.other),
  };
}

/** The request of a case, as the core takes it; `clock` in seconds. */
export function requestOf({ request, now }, clock) {
  return { ...request, now: now ?? clock };
}

/** A case made whole: what is missing or of another kind is left as it is when nothing is there. */
export function caseFrom(value) {
  const text = (part) => (typeof part === "string" ? part.replace(/\r\n?/g, "\n") : "");
  const isObject = typeof value.request === "object" && value.request !== null && !Array.isArray(value.request);
  return {
    policy: text(value.policy),
    relyingParty: text(value.relyingParty),
    token: text(value.token),
    request: isObject ? value.request : {},
    now: Number.isSafeInteger(value.now) ? value.now : null,
    other: typeof value.other === "string" ? text(value.other) : null,
  };
}

const asText = (part) => (typeof part === "string" ? part : JSON.stringify(part, null, 2));

/** A case from a vector of the project, or null where it is none. */
export function fromVector(vector, relyingParty = "") {
  const policy = vector?.policyText ?? vector?.policy;
  if (policy === undefined) return null;
  const { now, ...request } = vector.request ?? {};
  return caseFrom({
    policy: asText(policy),
    relyingParty: vector.relyingParty ?? relyingParty,
    token: vector.token === undefined ? "" : asText(vector.token),
    request,
    now,
  });
}

/** A case as a vector: a file of one, to be added to the project's. */
export function toVector(state, { relyingParty, evaluation }, clock) {
  const expect =
    evaluation === undefined
      ? {}
      : evaluation.error !== undefined
        ? { error: evaluation.error.code }
        : {
            decision: evaluation.decision,
            reason: evaluation.reason.code,
            ...(evaluation.caveats.length === 0 ? {} : { caveats: evaluation.caveats.map(({ code }) => code) }),
          };
  return {
    title: "a case from the playground",
    about: "say what it locks down, and the pages that say so",
    relyingParty,
    cases: [
      {
        id: "case-from-the-playground",
        about: "say what the case shows",
        policyText: state.policy,
        token: state.token,
        request: requestOf(state, clock),
        expect,
        source: "",
        standing: "inferred",
      },
    ],
  };
}
