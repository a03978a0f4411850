//! CircleCI: what `$CIRCLE_OIDC_TOKEN` and `$CIRCLE_OIDC_TOKEN_V2` hold.

use super::ClaimEntry;
use super::dictionary::dictionary;

const OIDC: &str = "https://circleci.com/docs/openid-connect-tokens/";

pub(super) const CLAIMS: &[ClaimEntry] = dictionary! {
    "iss" String, Always, Issuer, Fixed, Documented, OIDC, "`https://oidc.circleci.com/org/` and the id of the organisation";
    "sub" String, Always, Outsider, Mutable, Documented, OIDC, "`org/ORG/project/PROJECT/user/USER`, in the second version with `/vcs-origin/ORIGIN/vcs-ref/REF`";
    "aud" String, Always, Author, Mutable, Documented, OIDC, "the id of the organisation, unless the job asks for another";
    "exp" Number, Always, Issuer, Mutable, Documented, OIDC, "when the token ends: after an hour";
    "iat" Number, Always, Issuer, Mutable, Documented, OIDC, "when the token was issued";
    "oidc.circleci.com/project-id" String, Always, Issuer, Fixed, Documented, OIDC, "the id of the project";
    "oidc.circleci.com/vcs-origin" String, "when no custom webhook started the pipeline", Outsider, Mutable, Documented, OIDC, "the repository that started the pipeline, a fork included";
    "oidc.circleci.com/vcs-ref" String, "when no custom webhook started the pipeline", Outsider, Mutable, Documented, OIDC, "the ref that started the pipeline, such as `refs/heads/main`";
    "oidc.circleci.com/context-ids" Strings, Always, Author, Fixed, Documented, OIDC, "the ids of the contexts that the job uses";
    "oidc.circleci.com/ssh-rerun" Boolean, Always, Author, Mutable, Documented, OIDC, "whether the job was started again with SSH";
};
