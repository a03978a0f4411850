//! Presets: what products whose rules are an issuer, audiences, a subject and claims make of them.

/// How such a product reads its rules.
#[derive(Debug)]
pub(super) struct Preset {
    /// The name by which a document asks for it.
    pub(super) id: &'static str,
    /// The name that people know.
    pub(super) title: &'static str,
    pub(super) stars: Stars,
    /// Whether its documentation says that the case of letters counts.
    pub(super) documents_case: bool,
    pub(super) unstated: Unstated,
    pub(super) claims: ClaimValues,
    /// The variable that holds the claims in a condition; `None`: there are no conditions.
    pub(super) variable: Option<&'static str>,
    /// The only functions that a condition may have, beside operators, `in` and `has`; `None`:
    /// those of the language.
    pub(super) functions: Option<&'static [&'static str]>,
    /// Most audiences, and most claims, of a rule.
    pub(super) most: usize,
    /// Whether an issuer and a subject are always there; else one of subject, claims and condition.
    pub(super) has_subject: bool,
    /// Whether the document names its issuer by an id of its own.
    pub(super) issuer_by_id: bool,
    pub(super) url: &'static str,
}

/// What `*` means in a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stars {
    /// Itself.
    Literal,
    /// At the end, any rest; elsewhere it is refused. So many characters stand before it.
    Trailing(usize),
    /// As that, from this release on; before it, itself.
    TrailingSince(usize, (u32, u32)),
    /// Any run of characters, wherever it stands.
    Anywhere,
    /// A run of characters, wherever it stands; whether a `:` may be among them is not settled, nor
    /// what a `\\` before one is.
    Within,
}

/// What a rule without audiences takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unstated {
    /// Any audience.
    Any,
    /// This one.
    Is(&'static str),
    /// One that the document does not tell: which.
    Elsewhere(&'static str),
    /// None: it is refused.
    Refused,
}

/// What values of claims may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClaimValues {
    /// There are none.
    None,
    /// Texts, numbers and booleans, compared by type as well.
    Typed,
    /// As these, or `null`; the subject is no claim.
    TypedOrNull,
    /// Texts.
    Texts,
    /// Texts in which `*` is any run of characters.
    Patterns,
}

/// The notation itself, as a document means it that names no product.
pub(super) static PLAIN: Preset = Preset {
    id: "plain",
    title: "an OIDC relying party",
    stars: Stars::Trailing(1),
    documents_case: true,
    unstated: Unstated::Any,
    claims: ClaimValues::Typed,
    variable: Some("claims"),
    functions: None,
    most: usize::MAX,
    has_subject: false,
    issuer_by_id: false,
    url: "https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation",
};

/// Federation policies of Databricks.
pub(super) static DATABRICKS: Preset = Preset {
    id: "databricks",
    title: "Databricks",
    stars: Stars::Literal,
    documents_case: false,
    unstated: Unstated::Elsewhere("the id of the Databricks account"),
    claims: ClaimValues::None,
    variable: None,
    functions: None,
    most: usize::MAX,
    has_subject: true,
    issuer_by_id: false,
    url: "https://docs.databricks.com/aws/en/dev-tools/auth/oauth-federation-policy",
};

/// Workload identities of Snowflake's users.
pub(super) static SNOWFLAKE: Preset = Preset {
    id: "snowflake",
    title: "Snowflake",
    stars: Stars::TrailingSince(3, (2026, 8)),
    documents_case: false,
    unstated: Unstated::Is("snowflakecomputing.com"),
    claims: ClaimValues::Texts,
    variable: None,
    functions: None,
    most: usize::MAX,
    has_subject: true,
    issuer_by_id: false,
    url: "https://docs.snowflake.com/en/release-notes/bcr-bundles/2026_08/bcr-2461",
};

/// Federation rules of Anthropic.
pub(super) static ANTHROPIC: Preset = Preset {
    id: "anthropic",
    title: "Anthropic",
    stars: Stars::Trailing(1),
    documents_case: true,
    unstated: Unstated::Elsewhere("the audience that is expected of the issuer"),
    claims: ClaimValues::Texts,
    variable: Some("claims"),
    functions: None,
    most: usize::MAX,
    has_subject: false,
    issuer_by_id: true,
    url: "https://platform.claude.com/docs/en/manage-claude/workload-identity-federation",
};

/// Federation rules of OpenAI.
pub(super) static OPENAI: Preset = Preset {
    id: "openai",
    title: "OpenAI",
    stars: Stars::Trailing(1),
    documents_case: true,
    unstated: Unstated::Refused,
    claims: ClaimValues::TypedOrNull,
    variable: Some("assertion"),
    functions: Some(&["size", "contains", "startsWith", "endsWith"]),
    most: 32,
    has_subject: false,
    issuer_by_id: false,
    url: "https://developers.openai.com/api/docs/guides/workload-identity-federation/federation-rules",
};

/// Federated identities of Tailscale.
pub(super) static TAILSCALE: Preset = Preset {
    id: "tailscale",
    title: "Tailscale",
    stars: Stars::Anywhere,
    documents_case: true,
    unstated: Unstated::Elsewhere("the audience that Tailscale made for the identity"),
    claims: ClaimValues::Patterns,
    variable: None,
    functions: None,
    most: usize::MAX,
    has_subject: true,
    issuer_by_id: false,
    url: "https://tailscale.com/docs/features/workload-identity-federation",
};

/// Workload identities of Buildkite.
pub(super) static BUILDKITE: Preset = Preset {
    id: "buildkite",
    title: "Buildkite",
    stars: Stars::Within,
    unstated: Unstated::Elsewhere("the audience that Buildkite made for the workload identity"),
    claims: ClaimValues::Texts,
    variable: None,
    functions: None,
    most: usize::MAX,
    has_subject: true,
    issuer_by_id: false,
    documents_case: false,
    url: "https://buildkite.com/docs/apis/workload-identity-federation",
};

/// Those that a document may name.
pub(super) const ALL: &[&Preset] = &[
    &PLAIN,
    &DATABRICKS,
    &SNOWFLAKE,
    &ANTHROPIC,
    &OPENAI,
    &TAILSCALE,
    &BUILDKITE,
];
