// What the types of `rolecall/verify` promise of guards and their keys. Compiled and not run.

import { type Evaluation, type RolecallError, compile } from "rolecall";
import {
  type DecisionRecord,
  type FetchedResponse,
  type Guarded,
  type KeySet,
  type KeySource,
  type OcsfEvent,
  type RemoteKeySet,
  createGuard,
  issuerJwks,
  remoteJwks,
  verifyToken,
} from "rolecall/verify";

/** Compiles where both types are the same, `any` included in neither. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Same<A, B> extends true ? [] : ["the types differ"]): void {}

same<ReturnType<typeof remoteJwks>, RemoteKeySet>();
same<ReturnType<typeof issuerJwks>, RemoteKeySet>();
same<Awaited<ReturnType<RemoteKeySet["get"]>>, KeySet>();
same<Guarded["record"], DecisionRecord>();
same<Guarded["evaluation"], Evaluation | undefined>();
same<Guarded["error"], unknown>();
same<DecisionRecord["decision"], "allow" | "deny" | "indeterminate" | null>();

declare function fetched(url: string): Promise<FetchedResponse>;
const jwks: KeySource = remoteJwks("https://keys.example/", {
  fetch: (url, { redirect, headers, signal }) => {
    same<typeof redirect, "manual">();
    void [headers.accept, signal];
    return fetched(url);
  },
  clock: () => 1795000400,
  timeout: 2.5,
  maxAge: undefined,
});

const expected = { issuer: "https://issuer.example", audience: ["a", "b"] as const };
const guard = createGuard({ policy: "{}", jwks, ...expected, leeway: 30, algorithms: ["RS256"] });
createGuard({ policy: compile("{}"), jwks: { keys: [] }, ...expected, relyingParty: undefined });
void verifyToken("x", { jwks, ...expected });

async function decide(token: string | null, address: string): Promise<string> {
  const { allowed, evaluation, error, record } = await guard(token, {
    context: { "aws:SourceIp": address },
  });
  same<typeof allowed, boolean>();
  if (allowed) return record.subject ?? "nobody";
  if (error !== undefined) return (error as RolecallError).code;
  return evaluation?.reason.code ?? "unreachable";
}
void decide;

const events = createGuard({ policy: "{}", jwks, ...expected, format: "ocsf" });
same<Awaited<ReturnType<typeof events>>["record"], OcsfEvent>();

// @ts-expect-error: whose keys?
createGuard({ policy: "{}", ...expected });
// @ts-expect-error: the clock is a function
createGuard({ policy: "{}", jwks, ...expected, clock: 1795000400 });
// @ts-expect-error: a guard has a clock, no time
createGuard({ policy: "{}", jwks, ...expected, now: 1795000400 });
// @ts-expect-error: no such shape
createGuard({ policy: "{}", jwks, ...expected, format: "cef" });
// @ts-expect-error: a guard checks tokens, no claims
void guard({ sub: "x" });
// @ts-expect-error: no such option
remoteJwks("https://keys.example/", { timeOut: 1 });
