//! An entity while its mentions are still being gathered.
//!
//! Input: forms, titles, country, gender as mentions show them. Output: the `Entity`.
//! Invariant: the fullest form becomes the name; keys are made of names, numbered in the order of first mention.

use crate::entity::{Entity, EntityClass, slug};
use crate::lang::{self, Gender};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of an entity so far.
#[derive(Debug)]
pub struct Draft {
    pub class: EntityClass,
    pub code: Option<&'static str>,
    pub forms: BTreeMap<String, usize>,
    pub titles: BTreeSet<String>,
    pub country: Option<&'static str>,
    pub gender: Option<Gender>,
    pub named: bool,
}

/// The entity of a draft: its fullest form becomes the name.
pub fn entity(text: &str, draft: &Draft, keys: &mut BTreeMap<String, usize>) -> Entity {
    let plain = |form: &str| match draft.class {
        EntityClass::Country => lang::country_named(form).is_some(),
        _ => true,
    };
    let fullest =
        draft.forms.iter().max_by_key(|(form, n)| (plain(form), form.split(' ').count(), form.chars().count(), **n));
    let name = match (fullest, draft.code.and_then(lang::linked)) {
        // A country that is only met as adjective or capital has its own name.
        (Some((form, _)), Some(linked)) if !plain(form) => linked.name.to_owned(),
        (Some((form, _)), _) => form.clone(),
        (None, linked) => linked.map_or_else(String::new, |l| l.name.to_owned()),
    };
    let slug = slug(&name);
    let seen = keys.entry(slug.clone()).and_modify(|n| *n += 1).or_insert(1);
    let key = if *seen == 1 { slug } else { format!("{slug}-{seen}") };
    let mut aliases = Vec::new();
    if draft.named {
        aliases.extend(draft.forms.keys().filter(|f| **f != name).cloned());
        aliases.extend(regnal(draft, &name).filter(|f| text.contains(f)));
    }
    Entity {
        key,
        class: draft.class,
        name,
        aliases,
        titles: draft.titles.iter().cloned().collect(),
        country: draft.country.map(str::to_owned),
        code: draft.code.map(str::to_owned),
    }
}

/// "Queen Elizabeth II", "Pope Francis": who reigns has the title in the name.
fn regnal<'a>(draft: &'a Draft, name: &'a str) -> impl Iterator<Item = String> + 'a {
    let reigns = |title: &&str| lang::WordList::Regnal.has(&title.to_lowercase());
    let last = draft.titles.iter().filter_map(|t| t.split(' ').next_back()).filter(reigns);
    last.map(move |title| format!("{title} {name}"))
}
