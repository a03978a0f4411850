// Account ids and names, put out of sight: everywhere the same name gets the same mask, so that
// what fitted still fits. Whether it does is asked of the core afterwards.

/** Claims whose value, or each part of it, names somebody or something of theirs. */
const NAMING = [
  "actor", "actor_id", "azp", "appid", "client_id", "email", "enterprise", "enterprise_id",
  "environment", "given_name", "family_name", "job_project_path", "name", "namespace_id",
  "namespace_path", "oid", "organization_slug", "organization_id", "pipeline_slug",
  "preferred_username", "project_id", "project_path", "repository", "repository_id",
  "repository_owner", "repository_owner_id", "sha", "tid", "unique_name", "upn", "user_email",
  "user_id", "user_login", "workflow", "job_workflow_sha", "workflow_sha", "oid", "puid",
  "kubernetes.io/serviceaccount/namespace",
];

/** Subjects and files that have names between fixed words, in tokens and in policies alike. */
const NAMED = [
  /\brepo:([\w.-]+)(?:@\d+)?\/([\w.-]+)/g,
  /\b([\w-]+)\/([\w.-]+)\/\.github\/workflows\//g,
  /\bproject_path:([\w.-]+)\/([\w./-]+)/g,
  /\benvironment:([\w.-]+)/g,
  /\borganization:([\w-]+)/g,
  /\bsystem:serviceaccount:([\w-]+):([\w-]+)/g,
  /https:\/\/github\.com\/([\w-]+)/g,
];

const ACCOUNT = /(?<![\w.])\d{12}(?![\w.])/g;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const OWNER_ID = /@(\d+)\b/g;

/** Words that stand in many tokens and name nobody. */
const COMMON = new Set(["main", "master", "push", "branch", "tag", "true", "false", "public", "private", "internal", "sts", "aws", "default", "kube-system"]);

/** The same case with masks in the place of account ids and names. */
export function mask(state) {
  const texts = [state.policy, state.token, state.other ?? "", JSON.stringify(state.request)];
  const masks = new Map();
  const counts = { account: 0, id: 0, name: 0, uuid: 0 };

  const give = (word, kind) => {
    const key = word.toLowerCase();
    if (word.length < 2 || COMMON.has(key) || masks.has(key)) return;
    const count = ++counts[kind];
    masks.set(
      key,
      kind === "account"
        ? String(count).repeat(12).slice(0, 12)
        : kind === "id"
          ? String(100_000 + count)
          : kind === "uuid"
            ? `00000000-0000-0000-0000-${String(count).padStart(12, "0")}`
            : `name-${count}`,
    );
  };

  for (const text of texts) {
    for (const [word] of text.matchAll(ACCOUNT)) give(word, "account");
    for (const [word] of text.matchAll(UUID)) give(word, "uuid");
    for (const [, word] of text.matchAll(OWNER_ID)) give(word, "id");
    for (const pattern of NAMED) {
      for (const [, ...words] of text.matchAll(pattern)) words.forEach((word) => names(word, give));
    }
  }
  for (const [name, value] of claimsOf(state.token)) {
    if (NAMING.includes(name) && typeof value === "string") names(value, give);
  }

  // The longest first: a name may begin like another.
  const words = [...masks.keys()].sort((left, right) => right.length - left.length);
  if (words.length === 0) return state;
  const pattern = new RegExp(
    `(?<![A-Za-z0-9])(?:${words.map((word) => word.replace(/[\\^$.*+?()[\]{}|-]/g, "\\$&")).join("|")})(?![A-Za-z0-9])`,
    "gi",
  );
  const put = (text) =>
    text.replace(pattern, (word) => {
      const masked = masks.get(word.toLowerCase());
      // Letters in another case are a difference that a policy may hang on.
      return word === word.toLowerCase() ? masked : `N${masked.slice(1)}`;
    });
  return {
    ...state,
    policy: put(state.policy),
    token: put(state.token),
    other: state.other === null ? null : put(state.other),
    request: JSON.parse(put(JSON.stringify(state.request))),
  };
}

function names(value, give) {
  for (const word of value.split(/[/@]/)) {
    if (/^\d+$/.test(word)) give(word, word.length === 12 ? "account" : "id");
    else if (word !== "") give(word, "name");
  }
}

function claimsOf(token) {
  try {
    return Object.entries(JSON.parse(token) ?? {});
  } catch {
    return [];
  }
}
