// A policy and claims that most tests ask about.

/** Trusts the main branch of one repository. */
export const policyText = JSON.stringify(
  {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: {
          Federated:
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
        },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
          StringLike: {
            "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:ref:refs/heads/main",
          },
        },
      },
    ],
  },
  null,
  2,
);

/** Trusts by an attribute of the request, which a token does not give. */
export const addressPolicyText = policyText.replace(
  '"StringEquals": {',
  '"IpAddress": { "aws:SourceIp": "203.0.113.0/24" },\n        "StringEquals": {',
);

/** Claims that {@link policyText} lets in. */
export const allowed = Object.freeze({
  iss: "https://token.actions.githubusercontent.com",
  aud: "sts.amazonaws.com",
  sub: "repo:octo-org/octo-repo:ref:refs/heads/main",
  repository: "octo-org/octo-repo",
  repository_id: "456789",
  ref: "refs/heads/main",
  head_ref: "",
  exp: 1795000600,
  iat: 1795000300,
});

/** Claims that it does not. */
export const denied = Object.freeze({
  ...allowed,
  sub: "repo:octo-org/octo-repo:pull_request",
  ref: "refs/pull/7/merge",
});

/** A time at which the claims are good. */
export const now = 1795000400;

/** An unsigned JWT with these claims. */
export function jwt(claims, header = { typ: "JWT", alg: "RS256", kid: "test" }) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part(header)}.${part(claims)}.${Buffer.alloc(256, 7).toString("base64url")}`;
}
