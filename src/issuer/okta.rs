//! Okta: access tokens and ID tokens of authorization servers. Administrators add claims of their
//! own to either, so that no name is one that tokens never have.

use super::ClaimEntry;
use super::dictionary::dictionary;

const TOKENS: &str = "https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/";
const GROUPS: &str = "https://developer.okta.com/docs/guides/customize-tokens-groups-claim/main/";

pub(super) const CLAIMS: &[ClaimEntry] = dictionary! {
    "iss" String, Always, Organization, Mutable, Documented, TOKENS, "the authorization server";
    "sub" String, Always, Organization, Mutable, Documented, TOKENS, "the user's login, or the client's id where no user takes part; in ID tokens the user's id";
    "aud" String, Always, Organization, Mutable, Documented, TOKENS, "the audience of the authorization server; in ID tokens the client's id";
    "exp" Number, Always, Organization, Mutable, Documented, TOKENS, "when the token ends";
    "iat" Number, Always, Issuer, Mutable, Documented, TOKENS, "when the token was issued";
    "jti" String, Always, Issuer, Fixed, Documented, TOKENS, "the id of the token";
    "ver" Number, Always, Issuer, Mutable, Documented, TOKENS, "the version of the token's form";
    "cid" String, "in access tokens", Issuer, Fixed, Documented, TOKENS, "the id of the client";
    "uid" String, "in access tokens of users", Issuer, Fixed, Documented, TOKENS, "the id of the user";
    "scp" Strings, "in access tokens", Author, Mutable, Documented, TOKENS, "the scopes that were granted";
    "auth_time" Number, "when a user took part", Issuer, Mutable, Documented, TOKENS, "when the user authenticated";
    "amr" Strings, "in ID tokens", Issuer, Mutable, Documented, TOKENS, "how the user authenticated";
    "idp" String, "in ID tokens", Issuer, Fixed, Documented, TOKENS, "the id of the identity provider or organisation";
    "nonce" String, "in ID tokens of requests with one", Author, Mutable, Documented, TOKENS, "what the request was sent with";
    "name" String, "when the scope asks for it", Organization, Mutable, Documented, TOKENS, "the user's full name";
    "preferred_username" String, "when the scope asks for it", Organization, Mutable, Documented, TOKENS, "the user's login";
    "email" String, "when the scope asks for it", Organization, Mutable, Documented, TOKENS, "the user's address";
    "groups" Strings, "when the authorization server is set up so", Organization, Mutable, Documented, GROUPS, "the user's groups";
};
