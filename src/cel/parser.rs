//! From tokens to an expression, by the grammar of the CEL specification
//! (<https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax>), with the optional
//! syntax and the names in backticks that came later.

mod macros;

use std::sync::Arc;

use super::ast::{Entry, Expression, Item, Kind, Literal, Name, Operator};
use super::function;
use super::lexer::{Lexer, Token, TokenKind};
use super::literal;
use super::names;
use super::{MAX_EXPRESSION, MAX_NESTING};
use crate::diagnostic::Error;
use crate::quote::quoted;
use crate::span::Span;
use macros::{comprehension, has, macro_of};

/// Words that are no names of variables.
pub(super) const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// Words that are no names of fields either.
const KEYWORDS: &[&str] = &["false", "in", "null", "true"];

/// An expression, and how many levels there are in it.
type Tree = (Expression, usize);

/// Reads one expression.
///
/// # Errors
/// `invalid-expression` where the text is none, `expression-too-large` past [`MAX_EXPRESSION`]
/// bytes, `nesting-too-deep` past [`MAX_NESTING`] levels.
pub fn parse(text: &str) -> Result<Expression, Error> {
    parse_as(text, false)
}

/// As [`parse`], the way Kubernetes reads names: `__dot__` in a field stands for `.`, and its own
/// functions are there, which nobody else has.
///
/// # Errors
/// As [`parse`].
pub fn parse_kubernetes(text: &str) -> Result<Expression, Error> {
    parse_as(text, true)
}

fn parse_as(text: &str, kubernetes: bool) -> Result<Expression, Error> {
    if text.len() > MAX_EXPRESSION {
        return Err(Error::new(
            "expression-too-large",
            format!(
                "expected an expression of at most {MAX_EXPRESSION} bytes, received {}",
                text.len()
            ),
        ));
    }
    let mut parser = Parser::new(text, kubernetes)?;
    let (expression, _) = parser.expression()?;
    match parser.current.kind {
        TokenKind::End => Ok(expression),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    current: Token<'t>,
    /// Where the token before ended.
    end: usize,
    depth: usize,
    /// Whether names are those of Kubernetes.
    kubernetes: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, kubernetes: bool) -> Result<Self, Error> {
        let mut lexer = Lexer::new(text);
        let current = lexer.next()?;
        Ok(Self {
            lexer,
            current,
            end: 0,
            depth: 0,
            kubernetes,
        })
    }

    fn advance(&mut self) -> Result<Token<'t>, Error> {
        let next = self.lexer.next()?;
        self.end = self.current.span.end;
        Ok(std::mem::replace(&mut self.current, next))
    }

    fn at(&self, mark: &str) -> bool {
        matches!(self.current.kind, TokenKind::Mark(current) if current == mark)
    }

    fn take(&mut self, mark: &str) -> Result<bool, Error> {
        let there = self.at(mark);
        if there {
            self.advance()?;
        }
        Ok(there)
    }

    fn expect(&mut self, mark: &str) -> Result<(), Error> {
        match self.take(mark)? {
            true => Ok(()),
            false => Err(self.unexpected(&format!("`{mark}`"))),
        }
    }

    fn unexpected(&self, expected: &str) -> Error {
        Error::new(
            "invalid-expression",
            format!(
                "expected {expected}, received {}",
                self.current.kind.describe()
            ),
        )
        .at(self.current.span)
    }

    fn since(&self, start: usize) -> Span {
        Span::new(start, self.end)
    }

    /// Puts `kind` around parts of which the deepest has `depth` levels.
    fn made(&self, start: usize, kind: Kind, depth: usize) -> Result<Tree, Error> {
        let span = self.since(start);
        match depth + 1 {
            depth if depth > MAX_NESTING => Err(too_deep().at(span)),
            depth => Ok((Expression { span, kind }, depth)),
        }
    }

    /// Reads with one more level of nesting open.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth >= MAX_NESTING {
            return Err(too_deep().at(self.current.span));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn expression(&mut self) -> Result<Tree, Error> {
        self.nested(Self::conditional)
    }

    fn conditional(&mut self) -> Result<Tree, Error> {
        let start = self.current.span.start;
        let condition = self.binary(Level::Or)?;
        if !self.take("?")? {
            return Ok(condition);
        }
        let then = self.nested(|parser| parser.binary(Level::Or))?;
        self.expect(":")?;
        let otherwise = self.expression()?;
        let depth = condition.1.max(then.1).max(otherwise.1);
        let kind = Kind::Conditional {
            condition: Box::new(condition.0),
            then: Box::new(then.0),
            otherwise: Box::new(otherwise.0),
        };
        self.made(start, kind, depth)
    }

    /// Operators that bind at least as tightly as those of `level`.
    fn binary(&mut self, level: Level) -> Result<Tree, Error> {
        let start = self.current.span.start;
        let mut left = self.unary()?;
        // Whether what stands on the left is a chain of this operator, without parentheses.
        let mut chain = None;
        while let Some((operator, own)) = self.operator().filter(|(_, own)| *own >= level) {
            self.advance()?;
            let right = self.binary(own.next())?;
            let depth = left.1.max(right.1);
            // A chain grows in breadth: its operands lie one level below it.
            let inside = left.1.saturating_sub(1);
            left = match (operator, left.0.kind) {
                (Infix::All, Kind::All(mut operands)) if chain == Some(Infix::All) => {
                    operands.push(right.0);
                    self.made(start, Kind::All(operands), inside.max(right.1))?
                }
                (Infix::Any, Kind::Any(mut operands)) if chain == Some(Infix::Any) => {
                    operands.push(right.0);
                    self.made(start, Kind::Any(operands), inside.max(right.1))?
                }
                (operator, kind) => {
                    let left = Expression {
                        span: left.0.span,
                        kind,
                    };
                    let kind = match operator {
                        Infix::All => Kind::All(vec![left, right.0]),
                        Infix::Any => Kind::Any(vec![left, right.0]),
                        Infix::Binary(operator) => Kind::Binary {
                            operator,
                            left: Box::new(left),
                            right: Box::new(right.0),
                        },
                    };
                    self.made(start, kind, depth)?
                }
            };
            chain = Some(operator);
        }
        Ok(left)
    }

    fn operator(&self) -> Option<(Infix, Level)> {
        let mark = match &self.current.kind {
            TokenKind::Mark(mark) => mark,
            TokenKind::Name("in") => "in",
            _ => return None,
        };
        let (operator, level) = match mark {
            "||" => return Some((Infix::Any, Level::Or)),
            "&&" => return Some((Infix::All, Level::And)),
            "==" => (Operator::Equal, Level::Relation),
            "!=" => (Operator::NotEqual, Level::Relation),
            "<" => (Operator::Less, Level::Relation),
            "<=" => (Operator::LessOrEqual, Level::Relation),
            ">" => (Operator::Greater, Level::Relation),
            ">=" => (Operator::GreaterOrEqual, Level::Relation),
            "in" => (Operator::In, Level::Relation),
            "+" => (Operator::Add, Level::Sum),
            "-" => (Operator::Subtract, Level::Sum),
            "*" => (Operator::Multiply, Level::Product),
            "/" => (Operator::Divide, Level::Product),
            "%" => (Operator::Remainder, Level::Product),
            _ => return None,
        };
        Some((Infix::Binary(operator), level))
    }

    fn unary(&mut self) -> Result<Tree, Error> {
        let start = self.current.span.start;
        for (mark, wrap) in [
            ("!", Kind::Not as fn(Box<Expression>) -> Kind),
            ("-", Kind::Negate),
        ] {
            if !self.at(mark) {
                continue;
            }
            let mut odd = false;
            while self.at(mark) {
                self.advance()?;
                odd = !odd;
            }
            // A sign belongs to the number: the least int has no positive counterpart.
            if mark == "-"
                && odd
                && let Some(number) = self.signed(start)?
            {
                return self.postfix(start, (number, 1));
            }
            let (operand, depth) = self.member()?;
            return match odd {
                true => self.made(start, wrap(Box::new(operand)), depth),
                false => Ok((operand, depth)),
            };
        }
        self.member()
    }

    /// A number after its sign, which has been read.
    fn signed(&mut self, start: usize) -> Result<Option<Expression>, Error> {
        if !matches!(self.current.kind, TokenKind::Int(_) | TokenKind::Double(_)) {
            return Ok(None);
        }
        let token = self.advance()?;
        let literal = number(&token, true)?;
        Ok(Some(Expression {
            span: self.since(start),
            kind: Kind::Literal(literal),
        }))
    }

    fn member(&mut self) -> Result<Tree, Error> {
        let start = self.current.span.start;
        let primary = self.primary()?;
        self.postfix(start, primary)
    }

    /// What may follow an operand: fields, calls and indices.
    fn postfix(&mut self, start: usize, mut operand: Tree) -> Result<Tree, Error> {
        loop {
            operand = if self.take(".")? {
                self.field(start, operand)?
            } else if self.take("[")? {
                let optional = self.take("?")?;
                let mut index = self.expression()?;
                if self.kubernetes
                    && let Kind::Literal(Literal::String(name)) = &mut index.0.kind
                    && let Some(meant) = names::meant(name)
                {
                    *name = meant;
                }
                self.expect("]")?;
                let depth = operand.1.max(index.1);
                let kind = Kind::Index {
                    operand: Box::new(operand.0),
                    index: Box::new(index.0),
                    optional,
                };
                self.made(start, kind, depth)?
            } else if self.at("{")
                && let Some(name) = operand.0.dotted_name()
            {
                self.message(start, &name)?
            } else {
                return Ok(operand);
            };
        }
    }

    fn field(&mut self, start: usize, operand: Tree) -> Result<Tree, Error> {
        let optional = self.take("?")?;
        let token = self.advance()?;
        let (text, callable) = match token.kind {
            TokenKind::Name(text) if !KEYWORDS.contains(&text) => (text, !optional),
            TokenKind::QuotedName(text) => (text, false),
            _ => {
                return Err(Error::new(
                    "invalid-expression",
                    format!(
                        "expected the name of a field, received {}",
                        token.kind.describe()
                    ),
                )
                .help("a name that is no plain word is written `['the name']`")
                .at(token.span));
            }
        };
        let mut name = Name {
            text: Arc::from(text),
            span: token.span,
        };
        if callable && self.at("(") {
            return self.call(start, Some(operand), name);
        }
        if self.kubernetes
            && let Some(meant) = names::meant(&name.text)
        {
            name.text = meant;
        }
        let depth = operand.1;
        let kind = Kind::Member {
            operand: Box::new(operand.0),
            field: name,
            optional,
        };
        self.made(start, kind, depth)
    }

    fn call(&mut self, start: usize, target: Option<Tree>, name: Name) -> Result<Tree, Error> {
        self.expect("(")?;
        let mut arguments = Vec::new();
        let mut depth = target.as_ref().map_or(0, |(_, depth)| *depth);
        while !self.at(")") {
            let (argument, own) = self.expression()?;
            depth = depth.max(own);
            arguments.push(argument);
            if !self.take(",")? {
                break;
            }
            if self.at(")") {
                return Err(self.unexpected("an argument"));
            }
        }
        self.expect(")")?;
        let target = target.map(|(target, _)| target);
        let kind = match (target, name.text.as_ref()) {
            (None, "has") if arguments.len() == 1 => has(arguments)?,
            (Some(target), _) => self.member_call(target, name, arguments)?,
            (None, _) => Kind::Call {
                function: self.function(name),
                target: None,
                arguments,
            },
        };
        self.made(start, kind, depth)
    }

    /// The function that a name means: Kubernetes' own stand behind a slash in the table, which no
    /// text can name.
    fn function(&self, mut name: Name) -> Name {
        let own = format!("/{}", name.text);
        if self.kubernetes && function::find(&own).is_some() {
            name.text = Arc::from(own);
        }
        name
    }

    /// A call after a dot: a macro, a function of a namespace, or one of the target.
    fn member_call(
        &self,
        target: Expression,
        name: Name,
        arguments: Vec<Expression>,
    ) -> Result<Kind, Error> {
        if let Some((kind, variables)) = macro_of(&name.text, arguments.len()) {
            return comprehension(kind, target, &name, arguments, variables);
        }
        if let Some(namespace) = target.dotted_name() {
            let whole = self.function(Name {
                text: Arc::from(format!("{namespace}.{}", name.text)),
                span: Span::new(target.span.start, name.span.end),
            });
            if function::is_namespaced(&whole.text) {
                return Ok(Kind::Call {
                    function: whole,
                    target: None,
                    arguments,
                });
            }
        }
        Ok(Kind::Call {
            function: self.function(name),
            target: Some(Box::new(target)),
            arguments,
        })
    }

    fn primary(&mut self) -> Result<Tree, Error> {
        let start = self.current.span.start;
        if self.at("(") {
            self.advance()?;
            let inner = self.expression()?;
            self.expect(")")?;
            return Ok(inner);
        }
        if self.take("[")? {
            return self.list(start);
        }
        if self.take("{")? {
            return self.map(start);
        }
        let absolute = self.take(".")?;
        match &self.current.kind {
            TokenKind::Name(_) => self.name(start, absolute),
            TokenKind::End | TokenKind::Mark(_) | TokenKind::QuotedName(_) => {
                Err(self.unexpected("an operand"))
            }
            _ if absolute => Err(self.unexpected("a name")),
            _ => {
                let token = self.advance()?;
                let literal = match token.kind {
                    TokenKind::String(text) => Literal::String(Arc::from(text)),
                    TokenKind::Bytes(bytes) => Literal::Bytes(Arc::from(bytes)),
                    _ => number(&token, false)?,
                };
                self.made(start, Kind::Literal(literal), 0)
            }
        }
    }

    fn name(&mut self, start: usize, absolute: bool) -> Result<Tree, Error> {
        let token = self.advance()?;
        let TokenKind::Name(text) = token.kind else {
            return Err(self.unexpected("a name"));
        };
        let literal = match text {
            "true" => Some(Literal::Bool(true)),
            "false" => Some(Literal::Bool(false)),
            "null" => Some(Literal::Null),
            _ => None,
        };
        if let Some(literal) = literal.filter(|_| !absolute) {
            return self.made(start, Kind::Literal(literal), 0);
        }
        if RESERVED.contains(&text) {
            return Err(Error::new(
                "invalid-expression",
                format!(
                    "expected a name, received the reserved word {}",
                    quoted(text)
                ),
            )
            .at(token.span));
        }
        let name = Name {
            text: Arc::from(text),
            span: token.span,
        };
        if self.at("(") {
            return self.call(start, None, name);
        }
        self.made(start, Kind::Name(name), 0)
    }

    fn list(&mut self, start: usize) -> Result<Tree, Error> {
        let mut items = Vec::new();
        let mut depth = 0;
        while !self.at("]") {
            let optional = self.take("?")?;
            let (value, own) = self.expression()?;
            depth = depth.max(own);
            items.push(Item { value, optional });
            if !self.take(",")? {
                break;
            }
        }
        self.expect("]")?;
        self.made(start, Kind::List(items), depth)
    }

    fn map(&mut self, start: usize) -> Result<Tree, Error> {
        let mut entries = Vec::new();
        let mut depth = 0;
        while !self.at("}") {
            let optional = self.take("?")?;
            let key = self.expression()?;
            self.expect(":")?;
            let value = self.expression()?;
            depth = depth.max(key.1).max(value.1);
            entries.push(Entry {
                key: key.0,
                value: value.0,
                optional,
            });
            if !self.take(",")? {
                break;
            }
        }
        self.expect("}")?;
        self.made(start, Kind::Map(entries), depth)
    }

    /// A message, of whose fields the values are kept.
    fn message(&mut self, start: usize, name: &str) -> Result<Tree, Error> {
        let name_span = self.since(start);
        self.expect("{")?;
        let mut fields = Vec::new();
        let mut depth = 0;
        while !self.at("}") {
            self.take("?")?;
            match self.advance()?.kind {
                TokenKind::Name(_) | TokenKind::QuotedName(_) => {}
                _ => return Err(self.unexpected("the name of a field")),
            }
            self.expect(":")?;
            let (value, below) = self.expression()?;
            depth = depth.max(below);
            fields.push(value);
            if !self.take(",")? {
                break;
            }
        }
        self.expect("}")?;
        let name = Name {
            text: Arc::from(name),
            span: name_span,
        };
        self.made(start, Kind::Message { name, fields }, depth)
    }
}

/// An operator that stands between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Infix {
    All,
    Any,
    Binary(Operator),
}

/// How tightly an operator binds, the loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Relation,
    Sum,
    Product,
    Unary,
}

impl Level {
    const fn next(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::Relation,
            Self::Relation => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product | Self::Unary => Self::Unary,
        }
    }
}

fn too_deep() -> Error {
    Error::new(
        "nesting-too-deep",
        format!("expected an expression of at most {MAX_NESTING} levels"),
    )
}

/// The value of a number, whose sign has been read.
fn number(token: &Token<'_>, negative: bool) -> Result<Literal, Error> {
    let out_of_range = |text: &str, kind: &str| {
        Error::new(
            "invalid-expression",
            format!(
                "expected a number that fits into {kind}, received {}",
                quoted(text)
            ),
        )
        .at(token.span)
    };
    match &token.kind {
        TokenKind::Int(text) => {
            let magnitude = literal::magnitude(text);
            let value = match negative {
                true => magnitude.and_then(|magnitude| 0i64.checked_sub_unsigned(magnitude)),
                false => magnitude.and_then(|magnitude| i64::try_from(magnitude).ok()),
            };
            value
                .map(Literal::Int)
                .ok_or_else(|| out_of_range(text, "an int"))
        }
        TokenKind::Uint(text) => literal::magnitude(text)
            .map(Literal::Uint)
            .ok_or_else(|| out_of_range(text, "a uint")),
        TokenKind::Double(text) => match text.parse::<f64>() {
            Ok(value) if value.is_finite() => {
                Ok(Literal::Double(if negative { -value } else { value }))
            }
            _ => Err(out_of_range(text, "a double")),
        },
        _ => Err(Error::new(
            "invalid-expression",
            format!("expected an operand, received {}", token.kind.describe()),
        )
        .at(token.span)),
    }
}
