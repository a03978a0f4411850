// What the types promise. Compiled and not run.

import {
  type Attributes,
  type Caveat,
  type Decision,
  type DecodedToken,
  type Diagnostic,
  type Evaluation,
  type EvaluationObject,
  type FoundPolicy,
  type JsonValue,
  type Outcome,
  type Policy,
  type Reason,
  type ReasonCode,
  type RelyingParty,
  type Request,
  RolecallError,
  type Span,
  type Step,
  type StepKind,
  type Token,
  allowsMatrix,
  attributes,
  compile,
  decodeToken,
  findPolicies,
  renderDiagnostics,
  renderFindings,
  version,
} from "rolecall";

/** Compiles where both types are the same, `any` included in neither. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Same<A, B> extends true ? [] : ["the types differ"]): void {}

same<typeof version, string>();
same<ReturnType<typeof compile>, Policy>();
same<ReturnType<typeof findPolicies>, FoundPolicy[]>();
same<ReturnType<typeof decodeToken>, DecodedToken>();
same<ReturnType<typeof attributes>, Attributes>();
same<ReturnType<typeof allowsMatrix>, Uint8Array>();

same<Decision, "allow" | "deny" | "indeterminate">();
same<Evaluation["decision"], Decision>();
same<Evaluation["reason"], Reason>();
same<Reason["code"], ReasonCode>();
same<Evaluation["caveats"], Caveat[]>();
same<Evaluation["trace"], Step>();
same<ReturnType<Evaluation["toJSON"]>, EvaluationObject>();
same<Step["kind"], StepKind>();
same<Step["outcome"], Outcome>();
same<Outcome, "pass" | "fail" | "unknown" | "not-reached">();
same<Policy["relyingParty"], RelyingParty>();
same<Policy["diagnostics"], Diagnostic[]>();
same<Policy["issuers"], string[]>();
same<Diagnostic["severity"], "error" | "warning" | "note">();
same<ReturnType<Policy["allows"]>, boolean>();
same<DecodedToken["claims"], { [name: string]: JsonValue }>();
same<Span, { start: number; end: number; line: number; column: number }>();
same<RolecallError["code"], string>();
same<RolecallError["diagnostics"], Diagnostic[]>();
same<Token, string | object>();

const policy = compile("{}", { relyingParty: "aws" });
const unset: string | undefined = undefined;
const request: Request = {
  now: 1795000400,
  action: unset,
  roleArn: "arn:aws:iam::111122223333:role/deploy",
  clientIds: ["sts.amazonaws.com"] as const,
  context: { "aws:SourceIp": "203.0.113.7", "aws:TagKeys": [] as const, none: unset },
  complete: true,
};

// Claims in whichever type the caller has them.
interface GitHubClaims {
  sub: string;
  aud: string | string[];
}
declare const claims: GitHubClaims;
policy.evaluate(claims, request);
policy.evaluate("x", {});
policy.allows({ sub: "x" }, request);
allowsMatrix([policy] as const, [claims, "x"] as const, request);
attributes(claims, { relyingParty: "aws" });

// Every decision is met, and there is no other.
function word(decision: Decision): string {
  switch (decision) {
    case "allow":
      return "in";
    case "deny":
      return "out";
    case "indeterminate":
      return "who knows";
  }
}
word(policy.evaluate(claims).decision);

function locate(diagnostic: Diagnostic): number | undefined {
  return diagnostic.span?.line;
}
policy.diagnostics.map(locate);
const received: string | string[] | null | undefined = policy.evaluate(claims).trace.received;
void received;

{
  using scoped = compile("{}");
  scoped.allows("x");
}

try {
  compile("");
} catch (error) {
  if (error instanceof Error && error.name === "RolecallError") {
    const { code, help, diagnostics } = error as RolecallError;
    void [code, help, diagnostics];
  }
}

const told: string = renderFindings("{}", { label: "a.json", format: "sarif" });
void [told, renderDiagnostics("{}", { label: "a.json", format: "text", color: true })];
// @ts-expect-error: diagnostics are no log
renderDiagnostics("{}", { label: "a.json", format: "sarif" });
// @ts-expect-error: no such relying party
compile("{}", { relyingParty: "nobody" });
// @ts-expect-error: policies are text
compile({});
// @ts-expect-error: no such field
policy.evaluate("x", { roleARN: "x" });
// @ts-expect-error: not a number in text
policy.evaluate("x", { now: "1795000400" });
// @ts-expect-error: no numbers in the context
policy.evaluate("x", { context: { a: 1 } });
// @ts-expect-error: tokens are text or an object
policy.allows(7);
// @ts-expect-error: which relying party?
attributes("x");
// @ts-expect-error: not for callers to make
new RolecallError();
// @ts-expect-error: no other decision
policy.evaluate("x").decision === "maybe";
// @ts-expect-error: nothing to assign to
policy.evaluate("x").decision = "allow";
