//! A tree as the statements and tests that it was lowered from: for those who read policies
//! without a token, and for those who look for what to change.

use super::{Condition, Node, Origin, StepKind, Test};
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
    /// The tests of its conditions.
    pub tests: Vec<Tested<'p>>,
    /// Whether a part of it cannot be evaluated.
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
                        is_opaque: false,
                    };
                    statement.read(child, attributes);
                    self.statements.push(statement);
                }
                _ => self.statements_in(child, effect, attributes),
            }
        }
    }
}

impl<'p> Statement<'p> {
    fn read(&mut self, node: &'p Node, attributes: &'p [Attribute]) {
        self.is_opaque |= matches!(node.condition, Condition::Opaque(_));
        if let (Condition::Test(test), Some(origin)) = (&node.condition, &node.origin)
            && let Some(attribute) = attributes.get(test.attribute)
        {
            self.place(origin, attribute).push(Tested {
                test,
                attribute,
                span: origin.span.unwrap_or_default(),
            });
        }
        for child in children(node) {
            self.read(child, attributes);
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
        Condition::Constant(_) | Condition::Test(_) | Condition::Opaque(_) => &[],
    }
}
