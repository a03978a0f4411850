//! The pieces.
//!
//! Bounds that GitHub documents: 39 characters of an account's name, 100 of a repository's, 255 of
//! an environment's. Rules of refs: `git check-ref-format`. All else is wide.

use super::Piece;
use crate::issuer::Controller;

type Ranges = &'static [(char, char)];

const DIGITS: Ranges = &[('0', '9')];
const HEXADECIMAL: Ranges = &[('0', '9'), ('a', 'f')];
const UUID: Ranges = &[('0', '9'), ('a', 'f'), ('-', '-')];
const WORD: Ranges = &[('0', '9'), ('A', 'Z'), ('a', 'z'), ('-', '-'), ('_', '_')];
const NAME: Ranges = &[('0', '9'), ('A', 'Z'), ('a', 'z'), ('-', '.'), ('_', '_')];
const ACCOUNT: Ranges = &[
    ('0', '9'),
    ('A', 'Z'),
    ('a', 'z'),
    ('-', '-'),
    ('[', '['),
    (']', ']'),
    ('_', '_'),
];
/// Base64url, as in node ids.
const NODE: Ranges = &[
    ('0', '9'),
    ('A', 'Z'),
    ('a', 'z'),
    ('-', '-'),
    ('_', '_'),
    ('=', '='),
];
/// All but controls, space, `*`, `:`, `?`, `[`, `\`, `^`, `~`.
const REF: Ranges = &[
    ('!', ')'),
    ('+', '9'),
    (';', '>'),
    ('@', 'Z'),
    (']', ']'),
    ('_', '}'),
    ('\u{80}', '\u{10ffff}'),
];
const TEXT: Ranges = &[(' ', '~'), ('\u{a0}', '\u{10ffff}')];
/// Text without `/`.
const FILE: Ranges = &[(' ', '.'), ('0', '~'), ('\u{a0}', '\u{10ffff}')];
const HOST: Ranges = &[('0', '9'), ('A', 'Z'), ('a', 'z'), ('-', '.'), (':', ':')];

/// What no ref matches after `refs/heads/` and `refs/tags/`.
const NO_REF: &[&str] = &[
    "/*", "*/", "*//*", "*..*", ".*", "*/.*", "*.", "*.lock", "*.lock/*", "*@{*",
];
const NO_LEADING_ZERO: &[&str] = &["0?*"];

const fn piece(
    name: &'static str,
    what: &'static str,
    characters: Ranges,
    (min, max): (usize, usize),
    controlled_by: Controller,
    mutable: bool,
    example: &'static str,
) -> Piece {
    Piece {
        name,
        what,
        characters,
        min,
        max,
        forbidden: &[],
        values: &[],
        controlled_by,
        mutable,
        example,
    }
}

const fn id(name: &'static str, what: &'static str, example: &'static str) -> Piece {
    Piece {
        forbidden: NO_LEADING_ZERO,
        ..piece(
            name,
            what,
            DIGITS,
            (1, 20),
            Controller::Issuer,
            false,
            example,
        )
    }
}

const fn branch(
    name: &'static str,
    what: &'static str,
    controlled_by: Controller,
    example: &'static str,
) -> Piece {
    Piece {
        forbidden: NO_REF,
        ..piece(name, what, REF, (1, 255), controlled_by, true, example)
    }
}

const fn sha(name: &'static str, what: &'static str, example: &'static str) -> Piece {
    piece(
        name,
        what,
        HEXADECIMAL,
        (40, 40),
        Controller::Author,
        false,
        example,
    )
}

const fn one_of(
    name: &'static str,
    what: &'static str,
    values: &'static [&'static str],
    controlled_by: Controller,
    example: &'static str,
) -> Piece {
    Piece {
        values,
        ..piece(name, what, TEXT, (1, 30), controlled_by, true, example)
    }
}

macro_rules! pieces {
    ($($constant:ident = $piece:expr;)+) => {
        $(pub(in super::super) static $constant: Piece = $piece;)+

        /// Every piece there is.
        pub static PIECES: &[&Piece] = &[$(&$constant,)+];
    };
}

use Controller::{Administrator, Author, Organization, Outsider};

pieces! {
    // `-` comes first in no name. Names of managed users end in `_` and the short code of their
    // enterprise.
    OWNER = Piece {
        forbidden: &["-*"],
        ..piece("owner", "the owner of the repository", WORD, (1, 39), Organization, true, "octo-org")
    };
    OWNER_ID = id("owner-id", "the id of the owner", "123456");
    REPOSITORY = Piece {
        forbidden: &[".", ".."],
        ..piece("repository", "the name of the repository", NAME, (1, 100), Administrator, true, "octo-repo")
    };
    REPOSITORY_ID = id("repository-id", "the id of the repository", "456789");
    BRANCH = branch("branch", "the branch that the run is for", Author, "main");
    DEFAULT_BRANCH = branch("default-branch", "the default branch of the repository", Administrator, "main");
    TAG = branch("tag", "the tag that the run is for", Author, "v1.0.0");
    BASE_BRANCH = branch("base-branch", "the branch that the pull request is for", Outsider, "main");
    HEAD_BRANCH = branch("head-branch", "the branch that the pull request comes from", Outsider, "feature");
    PULL_REQUEST = id("pull-request", "the number of the pull request", "1");
    QUEUE_SHA = sha("queue-sha", "the commit that the merge queue started from", "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567");
    EVENT = one_of("event", "the event that started the run: one of those of the run", &[], Outsider, "push");
    ENVIRONMENT = piece("environment", "the environment of the job", TEXT, (1, 255), Author, true, "prod");
    ENVIRONMENT_NODE_ID = piece("environment-node-id", "the node id of the environment", NODE, (1, 100), Controller::Issuer, false, "EN_kwDOAAAAAM4AAAAB");
    WORKFLOW = piece("workflow", "the name of the workflow", TEXT, (1, 1000), Author, true, "deploy");
    WORKFLOW_FILE = piece("workflow-file", "the file of the workflow, in `.github/workflows`", FILE, (1, 255), Author, true, "deploy.yml");
    WORKFLOW_SHA = sha("workflow-sha", "the commit of the workflow file", "7d3c1f0e9b8a7654321fedcba98765432100abcd");
    CALLED_OWNER = Piece {
        forbidden: &["-*"],
        ..piece("called-owner", "the owner of the called workflow", WORD, (1, 39), Author, true, "octo-org")
    };
    CALLED_REPOSITORY = Piece {
        forbidden: &[".", ".."],
        ..piece("called-repository", "the repository of the called workflow", NAME, (1, 100), Author, true, "octo-automation")
    };
    CALLED_FILE = piece("called-file", "the file of the called workflow, in `.github/workflows`", FILE, (1, 255), Author, true, "release.yml");
    CALLED_REF = branch("called-ref", "the ref that the called workflow is used at", Author, "refs/heads/main");
    CALLED_SHA = sha("called-sha", "the commit of the called workflow", "90817263544536271809fedcba0123456789abcd");
    SHA = sha("sha", "the commit that the run is for", "5f4e3d2c1b0a99887766554433221100ffeeddcc");
    ACTOR = piece("actor", "the account that started the run", ACCOUNT, (1, 45), Outsider, true, "octocat");
    ACTOR_ID = id("actor-id", "the id of the account that started the run", "12");
    VISIBILITY = one_of("visibility", "the visibility of the repository", &["public", "private", "internal"], Administrator, "private");
    REF_PROTECTED = one_of("ref-protected", "the protection of the ref", &["true", "false"], Administrator, "false");
    RUNNER = one_of("runner", "the kind of runner", &["github-hosted", "self-hosted"], Author, "github-hosted");
    RUN_ID = id("run-id", "the id of the run", "1234567890");
    RUN_NUMBER = id("run-number", "the number of the run", "10");
    RUN_ATTEMPT = id("run-attempt", "the number of the attempt", "1");
    CHECK_RUN_ID = id("check-run-id", "the id of the check run", "2345678901");
    ENTERPRISE = piece("enterprise", "the slug of the enterprise", WORD, (1, 100), Organization, true, "octo-inc");
    ENTERPRISE_ID = id("enterprise-id", "the id of the enterprise", "789");
    SUBDOMAIN = piece("subdomain", "the subdomain of ghe.com", WORD, (1, 63), Organization, true, "octocorp");
    SERVER = piece("server", "the host name of the server", HOST, (1, 255), Organization, true, "github.example.com");
    AUDIENCE = piece("audience", "the audience", TEXT, (1, 2048), Author, true, "sts.amazonaws.com");
    TOKEN_ID = piece("token-id", "the id of the token", UUID, (36, 36), Controller::Issuer, false, "6f4762ed-0758-4ccb-808d-ee3af5d723a8");
    ISSUED_AT = id("issued-at", "the time of issue, in seconds since 1970", "1790000000");
    NOT_BEFORE = id("not-before", "the time from which the token holds", "1789999700");
    EXPIRES_AT = id("expires-at", "the time when the token ends", "1790000300");
}
