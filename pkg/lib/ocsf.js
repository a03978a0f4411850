// Decision records as events of the Open Cybersecurity Schema Framework. Of its classes,
// Authentication is the one for what "authentication services, such as Kerberos, OIDC, or SAML" tell.

/** The version of the schema whose attributes these are. */
const VERSION = "1.5.0";

const CLASS = 3002;
const LOGON = 1;

const ALLOWED = {
  severity_id: 1,
  severity: "Informational",
  status_id: 1,
  status: "Success",
  action_id: 1,
  action: "Allowed",
  disposition_id: 1,
  disposition: "Allowed",
};
const REFUSED = {
  severity_id: 2,
  severity: "Low",
  status_id: 2,
  status: "Failure",
  action_id: 2,
  action: "Denied",
  disposition_id: 2,
  disposition: "Blocked",
};

/** The event that tells what `record` does. */
export function ocsfEvent(record) {
  const { issuer, subject, audience, jti, decision, policyDigest, relyingParty } = record;
  return {
    category_uid: 3,
    category_name: "Identity & Access Management",
    class_uid: CLASS,
    class_name: "Authentication",
    activity_id: LOGON,
    activity_name: "Logon",
    type_uid: CLASS * 100 + LOGON,
    type_name: "Authentication: Logon",
    time: Date.parse(record.time),
    ...(record.allowed ? ALLOWED : REFUSED),
    status_code: record.error?.code ?? record.reason,
    metadata: {
      version: VERSION,
      profiles: ["security_control"],
      product: { name: "rolecall", vendor_name: "rolecall", version: record.version },
      event_code: record.type,
      log_version: String(record.schemaVersion),
    },
    auth_protocol_id: 4,
    auth_protocol: "OpenID",
    authentication_token: { type_id: 3, type: "Identity Token" },
    // A user has a name or an id.
    user: {
      ...(subject === null ? { name: "Unknown" } : { uid: subject }),
      ...(issuer === null ? {} : { domain: issuer }),
      ...(jti === null ? {} : { credential_uid: jti }),
    },
    service: {
      name: relyingParty ?? "Unknown",
      ...(typeof audience === "string" ? { uid: audience } : {}),
    },
    ...(policyDigest === null
      ? {}
      : {
          policy: { uid: policyDigest },
          authorizations: [{ decision: decision ?? "Unknown", policy: { uid: policyDigest } }],
        }),
    unmapped: {
      verified: record.verified,
      kid: record.kid,
      audience,
      reason: record.reason,
      error: record.error,
      caveats: record.caveats,
    },
  };
}
