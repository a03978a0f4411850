// The vectors, put to the package in whatever host this runs in. It imports nothing: the package
// and the vectors come as arguments, and what it finds goes back as data.

/**
 * Runs every vector and every case of verification that the Rust tests wrote.
 *
 * @param modules `rolecall` and `verify`, the modules under test
 * @param given `vectors` and `verification`, lists
 * @returns how many `vectors` ran, how many of their tokens got the `answers` that they should, how
 *   many cases of `verification` ran, how many tokens that were verified the evaluation `knows` to
 *   be, and the `failures`
 */
export async function run({ rolecall, verify }, { vectors, verification }) {
  const found = { vectors: 0, answers: 0, verification: 0, knows: 0, failures: [] };
  const guarded = async (id, check) => {
    try {
      return await check();
    } catch (error) {
      found.failures.push(`${id}: ${error?.message ?? error}`);
      return undefined;
    }
  };
  for (const vector of vectors) {
    found.answers += (await guarded(vector.id, () => checkVector(rolecall, vector))) ?? 0;
    found.vectors += 1;
  }
  const policy = rolecall.compile(vectors.find(({ error }) => error === null).policyText);
  for (const asked of verification) {
    const verified = await guarded(asked.id, () => checkVerification(verify, asked));
    found.verification += 1;
    if (verified === undefined) continue;
    const { tokenVerified } = policy.evaluate(verified);
    found.knows += Number(tokenVerified);
  }
  return found;
}

/**
 * Holds the package against what the same core answered natively; throws where they differ.
 *
 * @returns how many tokens were answered, not refused
 */
export function checkVector(rolecall, vector) {
  // A vector that names no time is asked without one; the package would fill in the host's.
  const clock = Date.now;
  Date.now = () => NaN;
  try {
    return check(rolecall, vector);
  } finally {
    Date.now = clock;
  }
}

function check({ allowsMatrix, compile }, vector) {
  const { relyingParty, policyText, token, request, error } = vector;
  const compiling = attempt(() => compile(policyText, { relyingParty }));
  if (compiling.error !== undefined) {
    same(compiling.error.code, error, "the error of `compile`");
    return 0;
  }
  const policy = compiling.value;
  same(policy.diagnostics, vector.diagnostics, "diagnostics");
  const forms = [token, ...asObject(token)];
  for (const form of forms) {
    const evaluating = attempt(() => policy.evaluate(form, request));
    const allowing = attempt(() => policy.allows(form, request));
    const batch = attempt(() => allowsMatrix([policy], [form], request)[0]);
    if (error !== null) {
      same(evaluating.error?.code, error, "the error of `evaluate`");
      // Of an object `allows` looks at no more than matters, and may not see what is wrong.
      for (const { error: found } of [allowing, batch]) {
        if (typeof form === "string" || found !== undefined) {
          same(found?.code, error, "the error of `allows`");
        }
      }
      continue;
    }
    for (const attempted of [evaluating, allowing, batch]) {
      if (attempted.error !== undefined) throw attempted.error;
    }
    const { head, trace, explanation } = vector;
    same(evaluating.value.toJSON(), { ...head, trace, explanation }, "evaluation");
    same(allowing.value, vector.allows === 1, "allows");
    same(batch.value, vector.allows, "allowsMatrix");
  }
  policy.free();
  return error === null ? forms.length : 0;
}

function attempt(call) {
  try {
    return { value: call() };
  } catch (error) {
    if (error.name !== "RolecallError") throw error;
    return { error };
  }
}

/** The claims as an object, where that loses nothing of what the text says. */
export function asObject(token) {
  try {
    const claims = JSON.parse(token);
    const isObject = typeof claims === "object" && claims !== null && !Array.isArray(claims);
    return isObject && JSON.stringify(claims) === token ? [claims] : [];
  } catch {
    return [];
  }
}

/**
 * Holds `verifyToken` against what came of the same case natively; rejects where they differ.
 *
 * @param verify the module `rolecall/verify`
 * @returns the token, where it is verified
 */
export async function checkVerification({ verifyToken }, { token, jwks, options, came }) {
  let verified;
  let found;
  try {
    verified = await verifyToken(token, { jwks, ...options });
    const { header, claims } = verified;
    found = { verified: { header, claims } };
  } catch (error) {
    if (error.name !== "RolecallError") throw error;
    // A place in the text is told natively too, but in bytes.
    const { diagnostics, ...told } = error;
    found = { error: { ...told, message: error.message } };
  }
  same(found, came, "what comes of the token");
  return verified;
}

/** Compares values that JSON has, whatever the order of members. */
function same(found, expected, place) {
  const both = typeof found === "object" && typeof expected === "object";
  if (!both || found === null || expected === null) {
    if (Object.is(found, expected)) return;
    throw new Error(`${place}: expected ${shown(expected)}, received ${shown(found)}`);
  }
  same(Array.isArray(found), Array.isArray(expected), `${place} is an array`);
  same(
    Object.keys(found).sort().join(),
    Object.keys(expected).sort().join(),
    `members of ${place}`,
  );
  for (const name of Object.keys(expected)) same(found[name], expected[name], `${place}.${name}`);
}

function shown(value) {
  return String(JSON.stringify(value)).slice(0, 300);
}
