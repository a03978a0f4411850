//! JSON text of a value that was read.

use std::fmt::{self, Display, Formatter};

use super::{Kind, Value};

/// Its JSON text on one line, numbers as they were written.
impl Display for Value<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Null => formatter.write_str("null"),
            Kind::Boolean(value) => write!(formatter, "{value}"),
            Kind::Number(text) => formatter.write_str(text),
            Kind::String(text) => formatter.write_str(&quoted(text)),
            Kind::Array(items) => {
                formatter.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(formatter, "{comma}{item}")?;
                }
                formatter.write_str("]")
            }
            Kind::Object(members) => {
                formatter.write_str("{")?;
                for (index, member) in members.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(formatter, "{comma}{}:{}", quoted(&member.key), member.value)?;
                }
                formatter.write_str("}")
            }
        }
    }
}

fn quoted(text: &str) -> String {
    crate::render::json::to_string(text)
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn what_was_read_is_written() {
        let text = r#"{"a":[1.0,9007199254740993,true,null],"b \"c\"":{}}"#;
        assert_eq!(parse(text).unwrap().to_string(), text);
    }
}
