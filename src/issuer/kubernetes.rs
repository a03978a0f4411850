//! Kubernetes: tokens of service accounts, as pods get them.

use super::ClaimEntry;
use super::dictionary::dictionary;

const TOKENS: &str = "https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#schema-for-service-account-private-claims";
const EKS: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html";

pub(super) const CLAIMS: &[ClaimEntry] = dictionary! {
    "iss" String, Always, Administrator, Mutable, Documented, TOKENS, "the issuer of the cluster";
    "sub" String, Always, Administrator, Mutable, Documented, EKS, "`system:serviceaccount:NAMESPACE:NAME`";
    "aud" Strings, Always, Author, Mutable, Documented, EKS, "what the pod asks for, as a list; EKS asks for `sts.amazonaws.com`";
    "exp" Number, Always, Author, Mutable, Documented, TOKENS, "when the token ends";
    "nbf" Number, Always, Issuer, Mutable, Documented, TOKENS, "when the token begins to hold";
    "iat" Number, Always, Issuer, Mutable, Documented, TOKENS, "when the token was issued";
    "jti" String, "from Kubernetes 1.32 on", Issuer, Fixed, Documented, TOKENS, "the id of the token";
    "kubernetes.io" Object, Always, Issuer, Mutable, Documented, TOKENS, "namespace, service account, pod and node, with their ids";
};
