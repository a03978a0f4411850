//! Which function and which constant refers to which, as the linker knows it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use wasmparser::{
    DataKind, KnownCustom, Linking, Name, Operator, Parser, Payload, RelocationEntry,
    RelocationType, SymbolInfo, TypeRef,
};

use crate::failure::Failure;

/// What a relocation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// The address of a function: an index into [`References::functions`].
    Function(usize),
    /// The address of a constant or variable: an index into [`References::data`].
    Data(usize),
}

/// Constants and variables, functions, and the addresses that stand in either.
#[derive(Debug, Default)]
pub(super) struct References {
    /// The names of functions.
    pub(super) functions: Vec<String>,
    /// Where in memory each constant and variable is.
    pub(super) data: Vec<Range<u32>>,
    /// Those of them that are never written to.
    pub(super) constants: HashSet<usize>,
    /// The addresses in the code of each function, by its name. Calls are not among them, and what is
    /// imported has none.
    pub(super) in_code: HashMap<String, Vec<Target>>,
    /// The addresses in each constant and variable.
    pub(super) in_data: Vec<Vec<Target>>,
}

/// A part of the file: its place there and, of data, in memory.
struct Piece {
    file: Range<usize>,
    memory: u32,
}

/// The sections that matter, as they come.
#[derive(Default)]
struct Sections<'a> {
    imported: u32,
    code: usize,
    bodies: Vec<Range<usize>>,
    data: usize,
    segments: Vec<Piece>,
    symbols: Vec<SymbolInfo<'a>>,
    relocations: Vec<(String, Vec<RelocationEntry>)>,
    names: HashMap<u32, String>,
    constant_segments: HashSet<u32>,
}

impl References {
    /// The addresses in the code of a function of the name that wasm-bindgen gave it.
    pub(super) fn of_bound(&self, name: &str) -> Result<&[Target], Failure> {
        // It leaves out what makes names of exports unique, and adds functions around others.
        let is_same = |linked: &str| {
            let rest = linked.strip_prefix(name)?.strip_prefix('_')?;
            (rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(())
        };
        if let Some(targets) = self.in_code.get(name) {
            return Ok(targets);
        }
        let mut same = (self.in_code.iter()).filter(|(linked, _)| is_same(linked).is_some());
        match (same.next(), same.next()) {
            (Some((_, targets)), None) => Ok(targets),
            (None, _) if name.ends_with(" shim") => Ok(&[]),
            _ => Err(unusable(&format!(
                "nothing is known of the function `{name}`"
            ))),
        }
    }

    /// Reads what the linker wrote under `--emit-relocs`.
    pub(super) fn read(linked: &[u8]) -> Result<Self, Failure> {
        Sections::read(linked)
            .map_err(|error| unusable(&error.to_string()))?
            .references()
    }
}

impl<'a> Sections<'a> {
    fn read(linked: &'a [u8]) -> wasmparser::Result<Self> {
        let mut sections = Self::default();
        for payload in Parser::new(0).parse_all(linked) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let function = matches!(import?.ty, TypeRef::Func(_));
                        sections.imported += u32::from(function);
                    }
                }
                Payload::CodeSectionStart { range, .. } => sections.code = range.start,
                Payload::CodeSectionEntry(body) => sections.bodies.push(body.range()),
                Payload::DataSection(data) => {
                    sections.data = data.range().start;
                    for segment in data {
                        let segment = segment?;
                        let end = segment.range.end;
                        let DataKind::Active { offset_expr, .. } = segment.kind else {
                            continue;
                        };
                        let mut operators = offset_expr.get_operators_reader();
                        let Operator::I32Const { value } = operators.read()? else {
                            continue;
                        };
                        sections.segments.push(Piece {
                            file: end - segment.data.len()..end,
                            memory: value.cast_unsigned(),
                        });
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking {
                            if let Linking::SymbolTable(symbols) = part? {
                                sections.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                            }
                        }
                    }
                    KnownCustom::Reloc(relocations) => {
                        let entries = relocations.entries();
                        let entries = entries.into_iter().collect::<Result<_, _>>()?;
                        sections
                            .relocations
                            .push((section.name().to_owned(), entries));
                    }
                    KnownCustom::Name(names) => {
                        for part in names {
                            match part? {
                                Name::Function(names) => {
                                    for naming in names {
                                        let naming = naming?;
                                        let name = naming.name.to_owned();
                                        sections.names.insert(naming.index, name);
                                    }
                                }
                                Name::Data(names) => {
                                    for naming in names {
                                        let naming = naming?;
                                        if naming.name.starts_with(".rodata") {
                                            sections.constant_segments.insert(naming.index);
                                        }
                                    }
                                }
                                _ => {}
                            }
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(sections)
    }

    fn references(self) -> Result<References, Failure> {
        let mut references = References::default();
        let mut targets = Vec::new();
        for symbol in &self.symbols {
            targets.push(match symbol {
                SymbolInfo::Func { index, .. } => {
                    references.functions.push(self.name(*index)?);
                    Some(Target::Function(references.functions.len() - 1))
                }
                SymbolInfo::Data {
                    symbol: Some(symbol),
                    ..
                } => {
                    let segment = (self.segments.get(symbol.index as usize))
                        .ok_or_else(|| unusable("a constant lies in no segment"))?;
                    let start = segment.memory + symbol.offset;
                    if self.constant_segments.contains(&symbol.index) {
                        references.constants.insert(references.data.len());
                    }
                    references.data.push(start..start + symbol.size);
                    Some(Target::Data(references.data.len() - 1))
                }
                _ => None,
            });
        }
        for function in 0..self.function(self.bodies.len()) {
            let name = self.name(function)?;
            references.in_code.entry(name).or_default();
        }
        references.in_data.resize(references.data.len(), Vec::new());
        for (section, entries) in &self.relocations {
            for entry in entries {
                if !is_address(entry.ty) {
                    continue;
                }
                let target = targets.get(entry.index as usize).copied().flatten();
                let Some(target) = target else {
                    continue;
                };
                match section.as_str() {
                    "reloc.CODE" => {
                        let place = self.code + entry.offset as usize;
                        let body = (self.bodies.partition_point(|body| body.start <= place))
                            .checked_sub(1)
                            .ok_or_else(|| unusable("an address stands before all code"))?;
                        let name = self.name(self.function(body))?;
                        references.in_code.entry(name).or_default().push(target);
                    }
                    "reloc.DATA" => {
                        let place = self.data + entry.offset as usize;
                        let address = self
                            .segments
                            .iter()
                            .find(|segment| segment.file.contains(&place))
                            .and_then(|segment| {
                                let within = u32::try_from(place - segment.file.start).ok()?;
                                Some(segment.memory + within)
                            })
                            .ok_or_else(|| unusable("an address stands outside of all data"))?;
                        // Constants may overlap, where one is the end of another.
                        let mut found = false;
                        for (range, targets) in references.data.iter().zip(&mut references.in_data)
                        {
                            if range.contains(&address) {
                                targets.push(target);
                                found = true;
                            }
                        }
                        if !found {
                            return Err(unusable("an address stands in no constant"));
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(references)
    }

    /// The index of the function that has this body.
    fn function(&self, body: usize) -> u32 {
        self.imported + u32::try_from(body).unwrap_or(u32::MAX)
    }

    fn name(&self, function: u32) -> Result<String, Failure> {
        self.names
            .get(&function)
            .cloned()
            .ok_or_else(|| unusable("a function has no name"))
    }
}

/// Whether it puts an address somewhere, rather than an index that a call or the like names.
fn is_address(kind: RelocationType) -> bool {
    matches!(
        kind,
        RelocationType::TableIndexSleb
            | RelocationType::TableIndexI32
            | RelocationType::TableIndexRelSleb
            | RelocationType::MemoryAddrLeb
            | RelocationType::MemoryAddrSleb
            | RelocationType::MemoryAddrI32
            | RelocationType::MemoryAddrRelSleb
            | RelocationType::MemoryAddrLocrelI32
    )
}

fn unusable(what: &str) -> Failure {
    Failure::new(
        format!("what the linker wrote cannot be cut: {what}"),
        "see whether the toolchain writes relocations in another way than it used to",
    )
}
