// Calls every function of the module from callers that lose their optimised code in the middle of
// the call. On Node 20 and 22 that ends the process where the function gives back a reference.
//
// usage: node --expose-gc stress.mjs

import { allowed, denied, jwt, policyText } from "./fixtures.mjs";

let disturb = () => {};
let disturbed = 0;

// Whenever the module calls into JavaScript, and only then, can a caller be disturbed.
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(module, imports) {
    const wrapped = {};
    for (const [space, functions] of Object.entries(imports)) {
      wrapped[space] = {};
      for (const [name, original] of Object.entries(functions)) {
        wrapped[space][name] = (...values) => {
          disturb();
          return original(...values);
        };
      }
    }
    super(module, wrapped);
  }
};

const { core } = await import("../node_modules/rolecall/lib/engine.js");
const rolecall = await import("rolecall");

const keySetText = '{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"test","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}';
const expectations = JSON.stringify({ issuer: denied.iss, audience: denied.aud, now: 1795000400 });

const scope = {
  core,
  handle: core.CompiledPolicy.compile(policyText),
  keys: core.KeySet.parse(keySetText),
  batch: new core.TokenBatch(),
  keySetText,
  expectations,
  policy: rolecall.compile(policyText),
  policyText,
  request: '{"now":1795000400}',
  claims: { ...denied, nested: { list: [1, "two", null, { three: 3.5 }] } },
  spec: { repository: "octo-org/octo-repo", template: ["repo", "context"], properties: { team: "a" } },
  text: JSON.stringify(denied),
  token: jwt(denied),
};

// Every method of the module's classes, and every function beside them.
const methods = {
  allows: "handle.allows(text, request)",
  attributes: "handle.attributes(text, request)",
  checkContext: "handle.checkContext(request)",
  claims: "handle.claims()",
  compile: "core.CompiledPolicy.compile(policyText).free()",
  diagnostics: "handle.diagnostics()",
  error: "handle.error()",
  evaluate: "handle.evaluate(text, request, false)",
  explain: "handle.explain(text, request)",
  issuers: "handle.issuers()",
  lint: "handle.lint()",
  readings: "handle.readings(text, request)",
  relyingParty: "handle.relyingParty()",
  render: 'handle.render(text, request, true, "text", true)',
  renderDiagnostics: 'handle.renderDiagnostics("text", false, "policy.json")',
  renderFindings: 'handle.renderFindings("text", false, "policy.json")',
  text: "handle.text()",
};
const keySetMethods = {
  error: "keys.error()",
  parameters: "keys.parameters(0)",
  parse: "core.KeySet.parse(keySetText).free()",
  prepare: "keys.prepare(token, expectations)",
};
const batchMethods = {
  add: "new core.TokenBatch().add(text)",
  allows: "batch.allows(handle, request)",
  claims: "batch.claims()",
  want: "batch.want(handle)",
};
const functions = {
  attributes: 'core.attributes(text, "aws")',
  breakTest: 'core.breakTest(handle, text, "{}")',
  checkExpectations: "core.checkExpectations(expectations)",
  claimSpans: "core.claimSpans(text)",
  claimsText: "core.claimsText(token)",
  comparePolicies: 'core.comparePolicies(handle, handle, "{}")',
  decodeToken: "core.decodeToken(token)",
  findPolicies: "core.findPolicies(policyText)",
  findToken: "core.findToken(token)",
  finishVerification: "core.finishVerification(token, expectations, true)",
  layOut: "core.layOut(text)",
  predictToken: "core.predictToken(spec)",
  predictedRuns: "core.predictedRuns()",
  provePolicy: `core.provePolicy(handle, '{"never":{"event":"pull_request"}}')`,
  readDocument: "core.readDocument(text)",
  relyingParties: "core.relyingParties()",
  version: "core.version()",
  whoGetsIn: 'core.whoGetsIn(handle, "{}")',
};
const api = [
  "policy.evaluate(text).decision",
  "policy.evaluate(claims).decision",
  "policy.allows(text)",
  "policy.allows(claims)",
];

const own = (names) => names.filter((name) => !/^(__|constructor$|free$|length$|name$|prototype$)/.test(name));
const present = (of) =>
  own([...Object.getOwnPropertyNames(of.prototype), ...Object.getOwnPropertyNames(of)]);
const classes = { CompiledPolicy: methods, KeySet: keySetMethods, TokenBatch: batchMethods };
const loose = own(Object.keys(core)).filter((name) => !Object.hasOwn(classes, name));
const calls = [
  ...Object.entries(classes).flatMap(([name, known]) =>
    present(core[name]).map((method) => callOf(method, known)),
  ),
  ...loose.map((name) => callOf(name, functions)),
  ...api,
];

/** Many where the call comes back into JavaScript: nothing else can disturb its caller. */
function rounds(call) {
  let comesBack = false;
  disturb = () => (comesBack = true);
  new Function(...Object.keys(scope), `${call};`)(...Object.values(scope));
  disturb = () => {};
  return comesBack ? 10 : 1;
}

function callOf(name, known) {
  if (Object.hasOwn(known, name)) return known[name];
  throw new Error(`no call of \`${name}\`: add one`);
}

for (const call of calls) {
  const count = rounds(call);
  for (let round = 0; round < count; round++) {
    const state = { value: 1 };
    // A function of its own each time, so that no round inherits the code of the last. The call
    // stands in it: only where the module's function is called from optimised code that contains
    // the whole way to it does the engine have to rebuild its result.
    const caller = new Function(
      "state",
      ...Object.keys(scope),
      `return function () {
        const before = state.value;
        const result = ${call};
        return [before, result, state.value];
      };`,
    )(state, ...Object.values(scope));
    for (let index = 0; index < 4_000; index++) caller();
    disturb = () => {
      disturb = () => {};
      disturbed++;
      // The optimised code relied on the shape of this object.
      Object.defineProperty(state, "value", { get: () => 2, configurable: true });
      if (round % 4 === 0) globalThis.gc();
    };
    caller();
    disturb = () => {};
    caller();
  }
  if (scope.policy.allows(allowed) !== true) throw new Error(`${call} left the module in disorder`);
}

// The same from outside: what callers pass changes its type all the time.
const shapes = [
  (index) => ({ ...allowed, sub: `a${index}` }),
  (index) => ({ ...allowed, sub: index, aud: [String(index)] }),
  (index) => ({ aud: { x: index }, sub: null, z: 1.5 }),
  (index) => ({ [`k${index}`]: index }),
  (index) => Object.assign(Object.create(null), denied, { sub: "x".repeat(index % 50) }),
  (index) => JSON.stringify({ sub: true, aud: false, e: [[[index]]] }),
  (index) => jwt({ ...allowed, run_id: String(index) }),
];
for (let index = 0; index < 60_000; index++) {
  const shape = index % 3_000 < 2_000 ? shapes[0] : shapes[index % shapes.length];
  const token = shape(index);
  if (scope.policy.allows(token, { now: 1795000400 }) !== (scope.policy.evaluate(token).decision === "allow")) {
    throw new Error(`\`allows\` and \`evaluate\` disagree on ${JSON.stringify(token)}`);
  }
  if (index % 5_000 === 0) globalThis.gc();
}
console.log(JSON.stringify({ calls: calls.length, disturbed }));
