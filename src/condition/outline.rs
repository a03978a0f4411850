//! A tree as the statements and tests that it was lowered from: for those who read policies
//! without a token, and for those who look for what to change.

use super::{Condition, Expression, Node, Origin, StepKind, Test, Wants};
use crate::attribute::Attribute;
use crate::span::Span;

/// A policy as its statements, or rules.
#[derive(Debug, Clone)]
pub struct Outline<'p> {
    /// The statements, those that allow first.
    pub statements: Vec<Statement<'p>>,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It lets in.
    Allow,
    /// It keeps out.
    Deny,
}

/// A statement, or a rule of a language that has none.
#[derive(Debug, Clone)]
pub struct Statement<'p> {
    /// What it does.
    pub effect: Effect,
    /// Its name, or its number in the policy.
    pub name: &'p str,
    /// Where it stands.
    pub span: Span,
    /// Whom it trusts; none where that cannot be evaluated.
    pub principals: Vec<Tested<'p>>,
    /// What it lets do; none where that cannot be evaluated.
    pub actions: Vec<Tested<'p>>,
    /// The tests of its conditions, each of which must hold.
    pub tests: Vec<Tested<'p>>,
    /// Tests of which one or the other must hold, or must not.
    pub alternatives: Vec<Tested<'p>>,
    /// Its expressions, each of which must be true.
    pub expressions: Vec<&'p Expression>,
    /// Whether there is a part of it that [`Self::tests`] does not tell: an expression,
    /// alternatives, what cannot be evaluated.
    pub is_opaque: bool,
}

/// A test in its place.
#[derive(Debug, Clone, Copy)]
pub struct Tested<'p> {
    /// The test.
    pub test: &'p Test,
    /// The attribute that it tests.
    pub attribute: &'p Attribute,
    /// Where it stands: key and value.
    pub span: Span,
}

impl<'p> Outline<'p> {
    /// The outline of a lowered policy.
    pub fn new(root: &'p Node, attributes: &'p [Attribute]) -> Self {
        let mut outline = Self {
            statements: Vec::new(),
        };
        outline.groups(root, attributes);
        outline
    }

    /// The statements that allow.
    pub fn allowing(&self) -> impl Iterator<Item = &Statement<'p>> {
        self.statements
            .iter()
            .filter(|statement| statement.effect == Effect::Allow)
    }

    fn groups(&mut self, node: &'p Node, attributes: &'p [Attribute]) {
        let effect = match node.origin.as_ref().map(|origin| origin.kind) {
            Some(StepKind::Allow | StepKind::Rules) => Effect::Allow,
            Some(StepKind::Deny) => Effect::Deny,
            _ => {
                for child in children(node) {
                    self.groups(child, attributes);
                }
                return;
            }
        };
        self.statements_in(node, effect, attributes);
    }

    fn statements_in(&mut self, node: &'p Node, effect: Effect, attributes: &'p [Attribute]) {
        for child in children(node) {
            match &child.origin {
                Some(origin) if origin.kind.is_alternative() => {
                    let mut statement = Statement {
                        effect,
                        name: origin.name.as_deref().unwrap_or_default(),
                        span: origin.span.unwrap_or_default(),
                        principals: Vec::new(),
                        actions: Vec::new(),
                        tests: Vec::new(),
                        alternatives: Vec::new(),
                        expressions: Vec::new(),
                        is_opaque: false,
                    };
                    statement.read(child, attributes, true);
                    self.statements.push(statement);
                }
                _ => self.statements_in(child, effect, attributes),
            }
        }
    }
}

impl<'p> Statement<'p> {
    fn read(&mut self, node: &'p Node, attributes: &'p [Attribute], needed: bool) {
        let needed = match &node.condition {
            Condition::Opaque(_) => {
                self.is_opaque = true;
                needed
            }
            Condition::Expression(expression) => {
                if needed && expression.wants == Wants::True {
                    self.expressions.push(expression);
                }
                self.is_opaque |= expression.wants == Wants::True;
                needed
            }
            // Of one that can be told, and others that cannot, it is the one that is told.
            Condition::Any(nodes)
                if nodes
                    .iter()
                    .filter(|node| !matches!(node.condition, Condition::Opaque(_)))
                    .count()
                    <= 1 =>
            {
                needed
            }
            Condition::Any(_) | Condition::Not(_) => {
                self.is_opaque = true;
                false
            }
            _ => needed,
        };
        if let (Condition::Test(test), Some(origin)) = (&node.condition, &node.origin)
            && let Some(attribute) = attributes.get(test.attribute)
        {
            let place = match needed {
                true => self.place(origin, attribute),
                false => &mut self.alternatives,
            };
            place.push(Tested {
                test,
                attribute,
                span: origin.span.unwrap_or_default(),
            });
        }
        for child in children(node) {
            self.read(child, attributes, needed);
        }
    }

    fn place(&mut self, origin: &Origin, attribute: &Attribute) -> &mut Vec<Tested<'p>> {
        match origin.kind {
            StepKind::Principal => &mut self.principals,
            StepKind::Check if attribute.source.claim() == Some("iss") => &mut self.principals,
            StepKind::Action => &mut self.actions,
            _ => &mut self.tests,
        }
    }
}

fn children(node: &Node) -> &[Node] {
    match &node.condition {
        Condition::All { nodes, .. } | Condition::Any(nodes) => nodes,
        Condition::Not(node) | Condition::Settled(node) => std::slice::from_ref(node),
        Condition::Constant(_)
        | Condition::Test(_)
        | Condition::Expression(_)
        | Condition::Opaque(_) => &[],
    }
}
