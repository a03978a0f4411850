//! The one walk over a condition tree.
//!
//! Truth and trace come from the same function: an [`Observer`] sees every step, and one that does
//! not look ([`Silent`]) is compiled away. They cannot disagree.

use super::{Condition, Node, OpaqueCause, Truth};
use crate::attribute::Slot;
use crate::evaluation::Caveat;

/// Watches a walk.
pub(crate) trait Observer {
    /// Whether it wants to see every step: if not, a walk ends as soon as the truth is known.
    const WATCHES: bool;

    /// A node begins.
    fn enter(&mut self, node: &Node);
    /// The node that began last ends.
    fn leave(&mut self, node: &Node, truth: Truth, slots: &[Slot<'_>]);
    /// A node is passed over, the truth being known.
    fn pass_over(&mut self, node: &Node);
    /// Why the node that began last is unknown.
    fn unknown(&mut self, cause: Cause);
    /// What error the node that began last ended in.
    fn error(&mut self, why: impl FnOnce() -> String);
    /// What the node that began last rests on.
    fn caveat(&mut self, caveat: impl FnOnce() -> Caveat);
}

/// Why a test is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// A request attribute that nobody supplied.
    NotSupplied,
    /// The policy holds what its language does not have.
    NotEvaluable,
    /// The documentation does not settle it.
    Undocumented,
}

/// Does not look.
pub(crate) struct Silent;

impl Observer for Silent {
    const WATCHES: bool = false;

    fn enter(&mut self, _: &Node) {}
    fn leave(&mut self, _: &Node, _: Truth, _: &[Slot<'_>]) {}
    fn pass_over(&mut self, _: &Node) {}
    fn unknown(&mut self, _: Cause) {}
    fn error(&mut self, _: impl FnOnce() -> String) {}
    fn caveat(&mut self, _: impl FnOnce() -> Caveat) {}
}

/// Walks the tree.
pub(crate) fn walk<O: Observer>(node: &Node, slots: &[Slot<'_>], observer: &mut O) -> Truth {
    observer.enter(node);
    let truth = match &node.condition {
        Condition::Constant(truth) => Truth::from(*truth),
        Condition::All { nodes, ordered } => {
            walk_all(nodes, *ordered, Truth::Pass, slots, observer)
        }
        Condition::Any(nodes) => {
            let mut truth = Truth::Fail;
            for node in nodes {
                if !O::WATCHES && truth == Truth::Pass {
                    break;
                }
                truth = truth.or(walk(node, slots, observer));
            }
            truth
        }
        Condition::Not(node) => !walk(node, slots, observer),
        Condition::Settled(node) => match walk(node, slots, observer) {
            Truth::Error => Truth::Fail,
            truth => truth,
        },
        Condition::Test(test) => test.truth(slots, observer),
        Condition::Expression(expression) => expression.truth(slots, observer),
        Condition::Opaque(opaque) => {
            observer.unknown(match opaque.cause {
                OpaqueCause::Policy => Cause::NotEvaluable,
                OpaqueCause::Documentation => Cause::Undocumented,
            });
            if let Some(caveat) = &opaque.caveat {
                observer.caveat(|| caveat.clone());
            }
            Truth::Unknown
        }
    };
    observer.leave(node, truth, slots);
    truth
}

/// Walks nodes that must all hold, beginning with what is known already.
pub(crate) fn walk_all<O: Observer>(
    nodes: &[Node],
    ordered: bool,
    known: Truth,
    slots: &[Slot<'_>],
    observer: &mut O,
) -> Truth {
    let mut truth = known;
    for node in nodes {
        if truth == Truth::Fail {
            if !O::WATCHES {
                break;
            }
            if ordered {
                observer.pass_over(node);
                continue;
            }
        }
        truth = truth.and(walk(node, slots, observer));
    }
    truth
}
