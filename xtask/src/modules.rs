//! Cutting one module into several: what every caller needs, and what is loaded when it is first
//! asked for.
//!
//! All that can be reached from the exports of the first module stays in it. The others import its
//! memory, its table and the functions of it that they call, so nothing is there twice, and a
//! policy that one compiled is the policy that another explains. What can be reached is known for
//! certain: calls stand in the code, and for every address of a function or constant the linker
//! wrote a relocation.
//!
//! A few functions are known to be called for the sake of another module alone, although their
//! addresses stand in tables of the first one ([`Plan::hooks`]). In their place the first module
//! has some that load the other module and then call it; so whatever is called works, and what was
//! thought wrong costs time and nothing else.

#![expect(
    clippy::indexing_slicing,
    reason = "indexes are made for what they are used on, and a panic ends no more than a build"
)]

mod references;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use walrus::ir::{Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId,
    FunctionKind, GlobalId, GlobalKind, ImportKind, ImportedFunction, MemoryId, Module,
    ModuleConfig, TableId,
};

use crate::failure::Failure;
use references::{References, Target};

/// What the modules import of each other, and the functions that load them, stand under this name.
const SHARED: &str = "rolecall";

/// Names of exports that are for the other modules alone begin so.
const INTERNAL: &str = "$";

/// Data of the first module that lies between two pieces of another is repeated there, up to so
/// many bytes: it is the same, and the header of a segment takes more.
const GAP: u32 = 8;

/// A module that is loaded when it is asked for.
#[derive(Debug)]
pub(crate) struct Plan {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Its exports.
    pub(crate) exports: &'static [&'static str],
    /// Parts of the names of functions that are called for its sake alone: all of one must occur.
    pub(crate) hooks: &'static [[&'static str; 2]],
}

/// Cuts `bound`, which wasm-bindgen made of `linked`, and gives back the first module and then those
/// of the plans, in their order. Each may use those before it.
pub(crate) fn cut(linked: &[u8], bound: &[u8], plans: &[Plan]) -> Result<Vec<Vec<u8>>, Failure> {
    let references = References::read(linked)?;
    (0..=plans.len())
        .map(|place| {
            // Ids are those of one reading.
            let whole = parse(bound)?;
            Map::of(&whole, &references, plans)?.module(whole, place, plans)
        })
        .collect()
}

/// Whatever can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Item {
    Function(FunctionId),
    Data(usize),
}

/// What goes where.
struct Map {
    memory: MemoryId,
    table: TableId,
    /// The module that each function is in.
    homes: HashMap<FunctionId, usize>,
    /// Functions that load a module, in their place in the first: which module.
    hooks: HashMap<FunctionId, usize>,
    /// The functions whose addresses are taken, and their places in the table.
    slots: Vec<(u32, FunctionId)>,
    /// Functions that other modules than their own call, and their names between modules.
    shared: Vec<(FunctionId, String)>,
    /// Pieces of memory that belong to another module than the first.
    data: Vec<(Range<u32>, usize)>,
}

impl Map {
    fn of(module: &Module, references: &References, plans: &[Plan]) -> Result<Self, Failure> {
        let memory = module.get_memory_id().map_err(unusable)?;
        let table = (module.tables.main_function_table())
            .map_err(unusable)?
            .ok_or_else(|| unusable("it has no table"))?;
        let graph = Graph::of(module, references)?;

        let mut hooks = HashMap::new();
        let mut roots: Vec<Vec<Item>> = vec![Vec::new(); plans.len() + 1];
        for function in module.funcs.iter() {
            let name = function.name.as_deref().unwrap_or_default();
            let is_hook = |plan: &Plan| {
                plan.hooks
                    .iter()
                    .any(|parts| parts.iter().all(|part| name.contains(part)))
            };
            if let Some(place) = plans.iter().position(is_hook) {
                hooks.insert(function.id(), place + 1);
            }
        }
        for export in module.exports.iter() {
            if let ExportItem::Function(function) = export.item {
                let named = |plan: &Plan| plan.exports.contains(&export.name.as_str());
                let home = plans.iter().position(named).map_or(0, |place| place + 1);
                roots[home].push(Item::Function(function));
            }
        }
        for plan in plans {
            for name in plan.exports {
                module.exports.get_func(name).map_err(unusable)?;
            }
        }
        roots[0].extend(module.start.map(Item::Function));
        // What is written to stays where it is: a module that is loaded later must not reset it.
        roots[0].extend(
            (0..references.data.len())
                .filter(|index| !references.constants.contains(index))
                .map(Item::Data),
        );

        let mut homes: HashMap<Item, usize> = HashMap::new();
        for (home, roots) in roots.into_iter().enumerate() {
            let mut found = roots;
            found.extend(
                hooks
                    .iter()
                    .filter(|(_, module)| home > 0 && **module == home)
                    .map(|(function, _)| Item::Function(*function)),
            );
            while let Some(item) = found.pop() {
                if let Item::Function(function) = item
                    && hooks.get(&function).is_some_and(|module| *module > home)
                {
                    continue;
                }
                if homes.contains_key(&item) {
                    continue;
                }
                homes.insert(item, home);
                found.extend(graph.edges.get(&item).into_iter().flatten());
            }
        }

        let slots = slots(module, table)?;
        let mut shared = BTreeSet::new();
        let mut functions = HashMap::new();
        for (item, home) in &homes {
            let Item::Function(caller) = item else {
                continue;
            };
            functions.insert(*caller, *home);
            for called in graph.calls.get(caller).into_iter().flatten() {
                let is_local = matches!(module.funcs.get(*called).kind, FunctionKind::Local(_));
                if is_local
                    && homes
                        .get(&Item::Function(*called))
                        .is_some_and(|of| of < home)
                {
                    shared.insert(*called);
                }
            }
        }
        let shared = (shared.into_iter().enumerate())
            .map(|(number, function)| (function, format!("{INTERNAL}{}", short(number))))
            .collect();
        Ok(Self {
            memory,
            table,
            data: pieces(references, &homes),
            homes: functions,
            hooks,
            slots,
            shared,
        })
    }

    /// The module at this place among those that `whole` is cut into.
    fn module(&self, mut whole: Module, place: usize, plans: &[Plan]) -> Result<Vec<u8>, Failure> {
        self.set_exports(&mut whole, place, plans)?;
        if place > 0 {
            whole.start = None;
            self.import_all(&mut whole, place);
        }
        let mut here = Vec::new();
        for (slot, function) in &self.slots {
            if self.homes.get(function) == Some(&place) {
                here.push((*slot, *function));
            } else if place == 0
                && let Some(home) = self.hooks.get(function)
            {
                here.push((
                    *slot,
                    self.loader(&mut whole, *slot, *function, *home, plans),
                ));
            }
        }
        self.set_slots(&mut whole, &here);
        self.set_data(&mut whole, place)?;
        // What they say is of the whole.
        let sections: Vec<_> = whole.customs.iter().map(|(id, _)| id).collect();
        for section in sections {
            whole.customs.delete(section);
        }
        walrus::passes::gc::run(&mut whole);
        Ok(whole.emit_wasm())
    }

    fn set_exports(
        &self,
        module: &mut Module,
        place: usize,
        plans: &[Plan],
    ) -> Result<(), Failure> {
        let home = |name: &str| {
            plans
                .iter()
                .position(|plan| plan.exports.contains(&name))
                .map_or(0, |place| place + 1)
        };
        let others: Vec<_> = (module.exports.iter())
            .filter(|export| home(&export.name) != place)
            .map(walrus::Export::id)
            .collect();
        for export in others {
            module.exports.delete(export);
        }
        for (function, name) in &self.shared {
            if self.homes.get(function) == Some(&place) {
                module.exports.add(name, *function);
            }
        }
        if place == 0 {
            if module.exports.get_exported_memory(self.memory).is_none() {
                return Err(unusable("it does not export its memory"));
            }
            for (table, name) in tables(module) {
                module.exports.add(&name, table);
            }
            for (global, name) in globals(module) {
                module.exports.add(&name, global);
            }
        }
        Ok(())
    }

    /// Makes imports of what is in modules before it.
    fn import_all(&self, module: &mut Module, place: usize) {
        let import = module.imports.add(SHARED, "memory", self.memory);
        module.memories.get_mut(self.memory).import = Some(import);
        for (table, name) in tables(module) {
            let import = module.imports.add(SHARED, &name, table);
            module.tables.get_mut(table).import = Some(import);
        }
        for (global, name) in globals(module) {
            let import = module.imports.add(SHARED, &name, global);
            module.globals.get_mut(global).kind = GlobalKind::Import(import);
        }
        for (function, name) in &self.shared {
            if self.homes.get(function).is_some_and(|home| *home < place) {
                let import = (module.imports).add(SHARED, name, ImportKind::Function(*function));
                let function = module.funcs.get_mut(*function);
                let ty = function.ty();
                function.kind = FunctionKind::Import(ImportedFunction { import, ty });
            }
        }
    }

    /// What stands in the table for `function` until its module is loaded: it loads the module,
    /// which puts the function into the table, and calls that.
    fn loader(
        &self,
        module: &mut Module,
        slot: u32,
        function: FunctionId,
        home: usize,
        plans: &[Plan],
    ) -> FunctionId {
        let name = plans.get(home - 1).map_or("", |plan| plan.name);
        let load = match module.imports.get_func(SHARED, name) {
            Ok(load) => load,
            Err(_) => {
                let ty = module.types.add(&[], &[]);
                module.add_import_func(SHARED, name, ty).0
            }
        };
        let ty = module.funcs.get(function).ty();
        let (parameters, results) = {
            let ty = module.types.get(ty);
            (ty.params().to_vec(), ty.results().to_vec())
        };
        let locals: Vec<_> = parameters.iter().map(|ty| module.locals.add(*ty)).collect();
        let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
        let mut body = builder.func_body();
        body.call(load);
        for local in &locals {
            body.local_get(*local);
        }
        body.i32_const(slot.cast_signed());
        body.call_indirect(ty, self.table);
        builder.finish(locals, &mut module.funcs)
    }

    fn set_slots(&self, module: &mut Module, here: &[(u32, FunctionId)]) {
        let old: Vec<_> = module.elements.iter().map(walrus::Element::id).collect();
        for element in old {
            let of_table = matches!(
                module.elements.get(element).kind,
                ElementKind::Active { table, .. } if table == self.table
            );
            if of_table {
                module.elements.delete(element);
                (module.tables.get_mut(self.table).elem_segments).remove(&element);
            }
        }
        for run in here.chunk_by(|(one, _), (next, _)| one + 1 == *next) {
            let Some((first, _)) = run.first() else {
                continue;
            };
            let offset = ConstExpr::Value(Value::I32(first.cast_signed()));
            let functions = run.iter().map(|(_, function)| *function).collect();
            let element = module.elements.add(
                ElementKind::Active {
                    table: self.table,
                    offset,
                },
                ElementItems::Functions(functions),
            );
            (module.tables.get_mut(self.table).elem_segments).insert(element);
        }
    }

    fn set_data(&self, module: &mut Module, place: usize) -> Result<(), Failure> {
        let segments: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
        for id in segments {
            let segment = module.data.get_mut(id);
            let DataKind::Active {
                memory,
                offset: ConstExpr::Value(Value::I32(start)),
            } = segment.kind
            else {
                return Err(unusable("it has data without a fixed place"));
            };
            let start = start.cast_unsigned();
            let length = segment.value.len();
            let within = |piece: &Range<u32>| {
                let from = piece.start.checked_sub(start)? as usize;
                let to = piece.end.checked_sub(start)? as usize;
                (to <= length).then_some(from..to)
            };
            if place == 0 {
                // wasm-opt leaves zeros out: memory is made of them.
                for range in self.data.iter().filter_map(|(piece, _)| within(piece)) {
                    segment.value[range].fill(0);
                }
                continue;
            }
            let pieces: Vec<_> = joined(&self.data, place)
                .into_iter()
                .filter_map(|piece| Some((piece.start, segment.value[within(&piece)?].to_vec())))
                .collect();
            module.data.delete(id);
            (module.memories.get_mut(memory).data_segments).remove(&id);
            for (start, value) in pieces {
                let offset = ConstExpr::Value(Value::I32(start.cast_signed()));
                let id = module.data.add(DataKind::Active { memory, offset }, value);
                (module.memories.get_mut(memory).data_segments).insert(id);
            }
        }
        Ok(())
    }
}

/// Who needs what: calls as they stand in the code, addresses as the linker tells them.
struct Graph {
    calls: HashMap<FunctionId, HashSet<FunctionId>>,
    edges: HashMap<Item, HashSet<Item>>,
}

impl Graph {
    fn of(module: &Module, references: &References) -> Result<Self, Failure> {
        // A name may be that of several: then what is said of one is held to be true of all.
        let mut by_name: HashMap<&str, Vec<FunctionId>> = HashMap::new();
        for function in module.funcs.iter() {
            let name = function.name.as_deref().unwrap_or_default();
            by_name.entry(name).or_default().push(function.id());
        }
        let mut graph = Self {
            calls: HashMap::new(),
            edges: HashMap::new(),
        };
        let items = |target: &Target| match target {
            Target::Data(index) => vec![Item::Data(*index)],
            Target::Function(index) => (references.functions.get(*index))
                .and_then(|name| by_name.get(name.as_str()))
                .map(|functions| functions.iter().copied().map(Item::Function).collect())
                .unwrap_or_default(),
        };
        for (id, function) in module.funcs.iter_local() {
            let mut calls = Calls::default();
            dfs_in_order(&mut calls, function, function.entry_block());
            let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
            let mut edges: HashSet<_> = calls.0.iter().copied().map(Item::Function).collect();
            for target in references.of_bound(name)? {
                let items = items(target);
                if items.is_empty() {
                    return Err(unusable("a function whose address is taken is not there"));
                }
                edges.extend(items);
            }
            graph.calls.insert(id, calls.0);
            graph.edges.insert(Item::Function(id), edges);
        }
        for (index, targets) in references.in_data.iter().enumerate() {
            // What only descriptions for wasm-bindgen referred to is gone.
            let edges = targets.iter().flat_map(items).collect();
            graph.edges.insert(Item::Data(index), edges);
        }
        Ok(graph)
    }
}

/// The functions that one calls.
#[derive(Default)]
struct Calls(HashSet<FunctionId>);

impl Visitor<'_> for Calls {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.0.insert(*function);
    }
}

/// The functions in a table, with their places.
fn slots(module: &Module, of: TableId) -> Result<Vec<(u32, FunctionId)>, Failure> {
    let mut slots = Vec::new();
    for element in module.elements.iter() {
        let ElementKind::Active { table, offset } = &element.kind else {
            continue;
        };
        if *table != of {
            return Err(unusable("more than its table of functions is filled"));
        }
        let (ConstExpr::Value(Value::I32(start)), ElementItems::Functions(functions)) =
            (offset, &element.items)
        else {
            return Err(unusable(
                "its table is filled in another way than it used to be",
            ));
        };
        slots.extend((start.cast_unsigned()..).zip(functions.iter().copied()));
    }
    slots.sort_unstable();
    Ok(slots)
}

/// The tables of a module that is whole, and the names by which parts of it share them.
fn tables(module: &Module) -> Vec<(TableId, String)> {
    (module.tables.iter())
        .enumerate()
        .map(|(number, table)| (table.id(), format!("{INTERNAL}table{number}")))
        .collect()
}

/// The variables of a module that is whole, and the names by which parts of it share them.
fn globals(module: &Module) -> Vec<(GlobalId, String)> {
    (module.globals.iter())
        .enumerate()
        .map(|(number, global)| {
            (
                global.id(),
                format!("{INTERNAL}{INTERNAL}{}", short(number)),
            )
        })
        .collect()
}

/// The pieces of memory that only modules other than the first refer to.
fn pieces(references: &References, homes: &HashMap<Item, usize>) -> Vec<(Range<u32>, usize)> {
    let start = references.data.iter().map(|range| range.start).min();
    let end = references.data.iter().map(|range| range.end).max();
    let (start, end) = (start.unwrap_or(0), end.unwrap_or(0));
    // What nobody refers to is left where it is.
    let mut home_of = vec![None; (end - start) as usize];
    for (index, range) in references.data.iter().enumerate() {
        let home = homes.get(&Item::Data(index)).copied();
        for address in range.clone() {
            let known: &mut Option<usize> = &mut home_of[(address - start) as usize];
            *known = match (*known, home) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }
    let mut pieces = Vec::new();
    let mut at = start;
    for run in home_of.chunk_by(|one, next| one == next) {
        let length = u32::try_from(run.len()).unwrap_or(u32::MAX);
        if let Some(Some(home @ 1..)) = run.first() {
            pieces.push((at..at + length, *home));
        }
        at += length;
    }
    pieces
}

/// The pieces of one module, joined where little lies between them.
fn joined(pieces: &[(Range<u32>, usize)], place: usize) -> Vec<Range<u32>> {
    let mut joined: Vec<Range<u32>> = Vec::new();
    for (piece, home) in pieces {
        if *home != place {
            continue;
        }
        match joined.last_mut() {
            Some(last) if piece.start - last.end <= GAP => last.end = piece.end,
            _ => joined.push(piece.clone()),
        }
    }
    joined
}

/// A short name for a number.
fn short(mut number: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut name = String::new();
    loop {
        name.push(char::from(DIGITS[number % DIGITS.len()]));
        number /= DIGITS.len();
        if number == 0 {
            return name;
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Module, Failure> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false);
    config.parse(bytes).map_err(unusable)
}

fn unusable(what: impl std::fmt::Display) -> Failure {
    Failure::new(
        format!("the module cannot be cut: {what}"),
        "see whether the toolchain makes it in another way than it used to",
    )
}
