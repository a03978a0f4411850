//! The macros that name variables.

use std::cmp::Ordering;
use std::sync::Arc;

use super::ast::{Comprehension, Expression, Macro};
use super::evaluate::{Evaluator, Junction, Outcome};
use super::fault::{Failure, Fault};
use super::value::{Map, Value};

impl<'e> Evaluator<'e> {
    /// The value of a macro.
    pub(super) fn comprehension(&mut self, comprehension: &'e Comprehension) -> Outcome {
        let range = self.evaluate(&comprehension.range)?;
        match comprehension.kind {
            Macro::OptionalMap | Macro::OptionalFlatMap => self.of_optional(comprehension, &range),
            _ => {
                let elements = elements(&range, comprehension.variables.len())
                    .ok_or_else(|| Failure::no_overload().at(comprehension.range.span))?;
                self.of_elements(comprehension, elements)
            }
        }
    }

    fn of_elements(
        &mut self,
        comprehension: &'e Comprehension,
        elements: Vec<(Option<Value>, Value)>,
    ) -> Outcome {
        match comprehension.kind {
            Macro::All => self.each(comprehension, elements, false),
            Macro::Exists => self.each(comprehension, elements, true),
            Macro::ExistsOne => {
                let mut count = 0;
                for element in elements {
                    if self.with(comprehension, element, |this| {
                        this.condition(&comprehension.body)
                    })? {
                        count += 1;
                    }
                }
                Ok(Value::Bool(count == 1))
            }
            Macro::Filter => {
                let mut kept = Vec::new();
                for element in elements {
                    let value = element.1.clone();
                    if self.with(comprehension, element, |this| {
                        this.condition(&comprehension.body)
                    })? {
                        kept.push(value);
                    }
                }
                Ok(Value::list(kept))
            }
            Macro::SortBy => self.sort_by(comprehension, elements),
            Macro::TransformMap | Macro::TransformMapEntry => {
                self.transform_map(comprehension, elements)
            }
            // Those of optionals have been asked already.
            Macro::Map | Macro::TransformList | Macro::OptionalMap | Macro::OptionalFlatMap => {
                let mut made = Vec::new();
                for element in elements {
                    made.extend(self.transformed(comprehension, element)?);
                }
                Ok(Value::list(made))
            }
        }
    }

    /// `all` and `exists`: an element that decides does so whatever goes wrong with the others.
    fn each(
        &mut self,
        comprehension: &'e Comprehension,
        elements: Vec<(Option<Value>, Value)>,
        decisive: bool,
    ) -> Outcome {
        let mut junction = Junction::new(decisive);
        for element in elements {
            let outcome = self.with(comprehension, element, |this| {
                this.evaluate(&comprehension.body)
            });
            if junction.decided_by(outcome, &comprehension.body) {
                break;
            }
        }
        junction.outcome()
    }

    fn transform_map(
        &mut self,
        comprehension: &'e Comprehension,
        elements: Vec<(Option<Value>, Value)>,
    ) -> Outcome {
        let mut made = Map::default();
        for element in elements {
            let key = element.0.clone();
            let Some(value) = self.transformed(comprehension, element)? else {
                continue;
            };
            let here = |failure: Failure| failure.at(comprehension.body.span);
            match (comprehension.kind, key, value) {
                (Macro::TransformMap, Some(key), value) => {
                    self.insert(&mut made, key, value).map_err(here)?;
                }
                (_, _, Value::Map(entries)) => {
                    for (key, value) in entries.iter() {
                        self.insert(&mut made, key.clone(), value.clone())
                            .map_err(here)?;
                    }
                }
                _ => return Err(here(Failure::no_overload())),
            }
        }
        Ok(Value::Map(Arc::new(made)))
    }

    fn sort_by(
        &mut self,
        comprehension: &'e Comprehension,
        elements: Vec<(Option<Value>, Value)>,
    ) -> Outcome {
        let mut keyed: Vec<(Value, Value)> = Vec::with_capacity(elements.len());
        for element in elements {
            let value = element.1.clone();
            let key = self.with(comprehension, element, |this| {
                this.evaluate(&comprehension.body)
            })?;
            let comparable = keyed.first().is_none_or(|(first, _)| {
                first.type_name() == key.type_name() && first.comparable(&key)
            });
            if !comparable {
                return Err(Failure::no_overload().at(comprehension.body.span));
            }
            keyed.push((key, value));
        }
        keyed.sort_by(|(one, _), (other, _)| one.order(other).unwrap_or(Ordering::Equal));
        let sorted: Vec<Value> = keyed.into_iter().map(|(_, value)| value).collect();
        Ok(Value::list(sorted))
    }

    /// What is made of an element; `None` where the filter leaves it out.
    fn transformed(
        &mut self,
        comprehension: &'e Comprehension,
        element: (Option<Value>, Value),
    ) -> Result<Option<Value>, Fault> {
        self.with(comprehension, element, |this| {
            if let Some(filter) = &comprehension.filter
                && !this.condition(filter)?
            {
                return Ok(None);
            }
            this.evaluate(&comprehension.body).map(Some)
        })
    }

    fn of_optional(&mut self, comprehension: &'e Comprehension, range: &Value) -> Outcome {
        let Value::Optional(value) = range else {
            return Err(Failure::no_overload().at(comprehension.range.span));
        };
        let Some(value) = value else {
            return Ok(Value::Optional(None));
        };
        let made = self.with(comprehension, (None, (**value).clone()), |this| {
            this.evaluate(&comprehension.body)
        })?;
        match (comprehension.kind, made) {
            (Macro::OptionalMap, made) => Ok(Value::Optional(Some(Arc::new(made)))),
            (_, made @ Value::Optional(_)) => Ok(made),
            _ => Err(Failure::no_overload().at(comprehension.body.span)),
        }
    }

    /// Does something with the variables of a macro set.
    fn with<T>(
        &mut self,
        comprehension: &'e Comprehension,
        (key, value): (Option<Value>, Value),
        work: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.scope.len();
        let names = comprehension
            .variables
            .iter()
            .map(|name| name.text.as_ref());
        match comprehension.variables.len() {
            1 => self.scope.extend(names.zip([value])),
            _ => self.scope.extend(names.zip(key.into_iter().chain([value]))),
        }
        let result = work(self);
        self.scope.truncate(before);
        result
    }

    fn condition(&mut self, condition: &'e Expression) -> Result<bool, Fault> {
        match self.evaluate(condition)? {
            Value::Bool(value) => Ok(value),
            _ => Err(Failure::no_overload().at(condition.span)),
        }
    }
}

/// What a macro goes through: the items of a list with their places, the keys of a map, or with
/// two variables its entries.
fn elements(range: &Value, variables: usize) -> Option<Vec<(Option<Value>, Value)>> {
    match range {
        Value::List(items) => Some(
            items
                .iter()
                .zip(0..)
                .map(|(item, index)| (Some(Value::Int(index)), item.clone()))
                .collect(),
        ),
        Value::Map(map) if variables == 1 => {
            Some(map.iter().map(|(key, _)| (None, key.clone())).collect())
        }
        Value::Map(map) => Some(
            map.iter()
                .map(|(key, value)| (Some(key.clone()), value.clone()))
                .collect(),
        ),
        _ => None,
    }
}
