//! Google: ID tokens of accounts and service accounts.

use super::ClaimEntry;
use super::dictionary::dictionary;

const ID_TOKENS: &str = "https://docs.cloud.google.com/docs/authentication/token-types";
const OPENID: &str =
    "https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload";
const INSTANCES: &str =
    "https://docs.cloud.google.com/compute/docs/instances/verifying-instance-identity";
const AWS: &str =
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_sts.html";

pub(super) const CLAIMS: &[ClaimEntry] = dictionary! {
    "iss" String, Always, Issuer, Fixed, Documented, OPENID, "`https://accounts.google.com`";
    "sub" String, Always, Issuer, Fixed, Documented, OPENID, "the id of the account, digits alone";
    "aud" String, Always, Author, Mutable, Documented, ID_TOKENS, "whom the token is for; AWS shows it as `accounts.google.com:oaud`";
    "azp" String, "when the client is known", Author, Fixed, Documented, OPENID, "the client that asked for the token; AWS shows it as `accounts.google.com:aud`";
    "exp" Number, Always, Issuer, Mutable, Documented, OPENID, "when the token ends";
    "iat" Number, Always, Issuer, Mutable, Documented, OPENID, "when the token was issued";
    "email" String, "when asked for", Organization, Mutable, Documented, OPENID, "the address of the account";
    "email_verified" Boolean, "when `email` is there", Issuer, Mutable, Documented, OPENID, "whether the address was verified";
    "hd" String, "when the account is of an organisation", Organization, Mutable, Documented, OPENID, "the domain of the organisation";
    "google" Object, "when an instance asks for the full format", Issuer, Mutable, Documented, INSTANCES, "project, zone and instance, with their ids";
    "google/organization_number" Number, "in tokens for AWS", Issuer, Fixed, Inferred, AWS, "the number of the organisation";
};
