//! The kinds of runs, and which events start them.
//!
//! Where an event can start several kinds, the first is the one to assume.

use std::borrow::Cow;

use super::pieces::{
    BASE_BRANCH, BRANCH, DEFAULT_BRANCH, HEAD_BRANCH, PULL_REQUEST, QUEUE_SHA, SHA, TAG,
};
use super::{Encoding, Item, Piece, Run};
use crate::issuer::Standing::{Documented, Inferred, Observed};
use crate::issuer::github::claims::OIDC;

const EVENTS: &str = "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows";
const TARGET: &str = "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target";
const QUEUE: &str = "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#merge_group";
const DEPLOYMENT: &str = "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#deployment";
const MERGED: &str = "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request";

const fn literal(text: &'static str) -> Item {
    Item::Literal(Cow::Borrowed(text))
}

const fn plain(piece: &'static Piece) -> Item {
    Item::Piece(piece, Encoding::Plain)
}

const HEADS: Item = literal("refs/heads/");
const ON_BRANCH: &[Item] = &[HEADS, plain(&BRANCH)];
const ON_DEFAULT_BRANCH: &[Item] = &[HEADS, plain(&DEFAULT_BRANCH)];
const ON_TAG: &[Item] = &[literal("refs/tags/"), plain(&TAG)];
const ON_MERGE: &[Item] = &[
    literal("refs/pull/"),
    plain(&PULL_REQUEST),
    literal("/merge"),
];
const ON_BASE_BRANCH: &[Item] = &[HEADS, plain(&BASE_BRANCH)];
const ON_QUEUE: &[Item] = &[
    literal("refs/heads/gh-readonly-queue/"),
    plain(&BASE_BRANCH),
    literal("/pr-"),
    plain(&PULL_REQUEST),
    literal("-"),
    plain(&QUEUE_SHA),
];

const BRANCH_RUN: Run = Run {
    id: "branch",
    what: "a run on a branch",
    events: &[
        "push",
        "workflow_dispatch",
        "create",
        "deployment",
        "deployment_status",
        "registry_package",
    ],
    git_ref: ON_BRANCH,
    ref_type: "branch",
    is_pull_request: false,
    base_ref: &[],
    head_ref: &[],
    workflow_at: ON_BRANCH,
    standing: Documented,
    url: OIDC,
    doubt: "",
};

const PULL_REQUEST_RUN: Run = Run {
    id: "pull-request",
    what: "a run on a pull request",
    events: &["pull_request"],
    git_ref: ON_MERGE,
    is_pull_request: true,
    base_ref: &[plain(&BASE_BRANCH)],
    head_ref: &[plain(&HEAD_BRANCH)],
    workflow_at: ON_MERGE,
    ..BRANCH_RUN
};

/// Every kind of run.
pub static RUNS: &[Run] = &[
    BRANCH_RUN,
    Run {
        id: "default-branch",
        what: "a run on the default branch",
        events: &[
            "schedule",
            "workflow_run",
            "repository_dispatch",
            "issues",
            "issue_comment",
            "branch_protection_rule",
            "check_run",
            "check_suite",
            "delete",
            "discussion",
            "discussion_comment",
            "fork",
            "gollum",
            "image_version",
            "label",
            "milestone",
            "page_build",
            "project",
            "project_card",
            "project_column",
            "public",
            "status",
            "watch",
        ],
        git_ref: ON_DEFAULT_BRANCH,
        workflow_at: ON_DEFAULT_BRANCH,
        url: EVENTS,
        ..BRANCH_RUN
    },
    Run {
        id: "tag",
        what: "a run on a tag",
        events: &[
            "release",
            "push",
            "workflow_dispatch",
            "create",
            "deployment",
            "deployment_status",
            "registry_package",
        ],
        git_ref: ON_TAG,
        ref_type: "tag",
        workflow_at: ON_TAG,
        ..BRANCH_RUN
    },
    PULL_REQUEST_RUN,
    Run {
        id: "pull-request-review",
        what: "a run on a review of a pull request",
        events: &["pull_request_review", "pull_request_review_comment"],
        standing: Inferred,
        doubt: "whether GitHub takes this event for a pull request event in subjects is not documented",
        ..PULL_REQUEST_RUN
    },
    Run {
        id: "merged-pull-request",
        what: "a run on a pull request that was merged",
        git_ref: ON_BASE_BRANCH,
        workflow_at: ON_BASE_BRANCH,
        standing: Inferred,
        url: MERGED,
        doubt: "the ref is documented, the subject is seen in policies that are in use",
        ..PULL_REQUEST_RUN
    },
    Run {
        id: "pull-request-target",
        what: "a run beside a pull request, on the default branch",
        events: &["pull_request_target"],
        git_ref: ON_DEFAULT_BRANCH,
        is_pull_request: false,
        workflow_at: ON_DEFAULT_BRANCH,
        standing: Inferred,
        url: TARGET,
        doubt: "the ref is documented, that the subject has it is seen in policies that are in use; until December 2025 the ref was that of the base branch",
        ..PULL_REQUEST_RUN
    },
    Run {
        id: "pull-request-target-on-base",
        what: "a run beside a pull request, on its base branch: before December 2025, and on GitHub Enterprise Server before 3.20",
        events: &["pull_request_target"],
        git_ref: ON_BASE_BRANCH,
        is_pull_request: false,
        workflow_at: ON_BASE_BRANCH,
        standing: Inferred,
        url: TARGET,
        doubt: "the ref is documented, that the subject has it is seen in policies that are in use; github.com has runs on the default branch in place of these since December 2025",
        ..PULL_REQUEST_RUN
    },
    Run {
        id: "merge-queue",
        what: "a run on a merge queue",
        events: &["merge_group"],
        git_ref: ON_QUEUE,
        workflow_at: ON_QUEUE,
        standing: Observed,
        url: QUEUE,
        doubt: "how the branches of merge queues are named is not documented",
        ..BRANCH_RUN
    },
    Run {
        id: "commit",
        what: "a run on a deployment of a commit",
        events: &["deployment", "deployment_status"],
        git_ref: &[],
        workflow_at: &[plain(&SHA)],
        standing: Observed,
        url: DEPLOYMENT,
        doubt: "what the subject is without an environment was never seen",
        ..BRANCH_RUN
    },
];
