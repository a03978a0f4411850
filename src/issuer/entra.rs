//! Microsoft Entra ID: access tokens of versions 1.0 and 2.0.

use super::ClaimEntry;
use super::dictionary::dictionary;

const TOKENS: &str =
    "https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference";
const OPTIONAL: &str =
    "https://learn.microsoft.com/en-us/entra/identity-platform/optional-claims-reference";

pub(super) const CLAIMS: &[ClaimEntry] = dictionary! {
    "iss" String, Always, Issuer, Fixed, Documented, TOKENS, "`https://sts.windows.net/TENANT/` in version 1.0, `https://login.microsoftonline.com/TENANT/v2.0` in version 2.0";
    "sub" String, Always, Issuer, Fixed, Documented, TOKENS, "the id of the user for this application, or of the service principal";
    "aud" String, Always, Organization, Mutable, Documented, TOKENS, "the application that the token is for: its URI in version 1.0, its id in version 2.0";
    "exp" Number, Always, Issuer, Mutable, Documented, TOKENS, "when the token ends";
    "nbf" Number, Always, Issuer, Mutable, Documented, TOKENS, "when the token begins to hold";
    "iat" Number, Always, Issuer, Mutable, Documented, TOKENS, "when the token was issued";
    "tid" String, Always, Issuer, Fixed, Documented, TOKENS, "the id of the tenant";
    "oid" String, Always, Issuer, Fixed, Documented, TOKENS, "the id of the user or service principal, the same for every application";
    "ver" String, Always, Organization, Mutable, Documented, TOKENS, "`1.0` or `2.0`";
    "appid" String, "in version 1.0", Issuer, Fixed, Documented, TOKENS, "the id of the client";
    "azp" String, "in version 2.0", Issuer, Fixed, Documented, TOKENS, "the id of the client";
    "idtyp" String, "when the application asks for it", Issuer, Mutable, Documented, OPTIONAL, "`app` in tokens without a user";
    "roles" Strings, "when roles are assigned", Organization, Mutable, Documented, TOKENS, "the application's roles of the user or client";
    "scp" String, "in tokens of users", Author, Mutable, Documented, TOKENS, "the scopes that were granted, with spaces between";
    "groups" Strings, "when the application asks for it", Organization, Mutable, Documented, TOKENS, "the ids of the user's groups";
    "wids" Strings, "when the user has such roles", Organization, Fixed, Documented, TOKENS, "the ids of the user's roles in the tenant";
    "idp" String, "when another provider authenticated the user", Issuer, Mutable, Documented, TOKENS, "the identity provider of the user";
    "amr" Strings, "in version 1.0", Issuer, Mutable, Documented, TOKENS, "how the user authenticated";
    "upn" String, "in tokens of users, where the application asks for it in version 2.0", Organization, Mutable, Documented, TOKENS, "the user's name for signing in";
    "xms_mirid" String, "in tokens of managed identities", Issuer, Fixed, Inferred, TOKENS, "the resource of the managed identity";
};
