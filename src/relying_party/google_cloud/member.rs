//! Who has a role: `principal://…` and `principalSet://…`
//! (<https://docs.cloud.google.com/iam/docs/principal-identifiers>).

/// Those of a workload identity pool that a binding names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member<'m> {
    /// The project of the pool, by its number if it is right.
    pub(super) project: &'m str,
    pub(super) pool: &'m str,
    pub(super) who: Who<'m>,
}

/// Who of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who<'m> {
    /// Whose `google.subject` is this.
    Subject(&'m str),
    /// Whose `google.groups` hold this.
    Group(&'m str),
    /// Whose attribute is this.
    Attribute(&'m str, &'m str),
    /// Everybody.
    Everybody,
}

/// Why a member that begins as one of a pool is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Invalid {
    /// It is not of the form.
    Form,
    /// `principal://` for what takes `principalSet://`, or the other way round.
    Scheme,
}

impl<'m> Member<'m> {
    /// Reads a member; `None` where it is none of a workload identity pool.
    pub(super) fn parse(text: &'m str) -> Option<Result<Self, Invalid>> {
        let (set, rest) = match text.strip_prefix("principalSet://") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("principal://")?),
        };
        let path = rest.strip_prefix("iam.googleapis.com/")?;
        // Those of a workforce pool and of services begin in another way.
        let (project, rest) = path.strip_prefix("projects/")?.split_once('/')?;
        let rest = rest.strip_prefix("locations/global/workloadIdentityPools/")?;
        let Some((pool, who)) = rest.split_once('/') else {
            return Some(Err(Invalid::Form));
        };
        // The value is the rest, whatever slashes there are in it.
        let (who, of_set) = if who == "*" {
            (Who::Everybody, true)
        } else if let Some(subject) = who.strip_prefix("subject/") {
            (Who::Subject(subject), false)
        } else if let Some(group) = who.strip_prefix("group/") {
            (Who::Group(group), true)
        } else if let Some((name, value)) = who
            .strip_prefix("attribute.")
            .and_then(|rest| rest.split_once('/'))
        {
            (Who::Attribute(name, value), true)
        } else {
            return Some(Err(Invalid::Form));
        };
        Some(match set == of_set {
            true => Ok(Self { project, pool, who }),
            false => Err(Invalid::Scheme),
        })
    }

    /// The value that it asks for.
    pub(super) fn value(&self) -> Option<&'m str> {
        match self.who {
            Who::Subject(value) | Who::Group(value) | Who::Attribute(_, value) => Some(value),
            Who::Everybody => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci";

    fn who(text: &str) -> Option<Result<Who<'_>, Invalid>> {
        Member::parse(text).map(|member| member.map(|member| member.who))
    }

    #[test]
    fn members() {
        let read = |end: &str| format!("{POOL}{end}");
        for (scheme, end, expected) in [
            ("principal", "/subject/a:b/c", Ok(Who::Subject("a:b/c"))),
            ("principalSet", "/group/g", Ok(Who::Group("g"))),
            (
                "principalSet",
                "/attribute.repository/o/r/attribute.ref/x",
                Ok(Who::Attribute("repository", "o/r/attribute.ref/x")),
            ),
            ("principalSet", "/*", Ok(Who::Everybody)),
            ("principalSet", "/subject/a", Err(Invalid::Scheme)),
            ("principal", "/*", Err(Invalid::Scheme)),
            ("principalSet", "/attribute.a", Err(Invalid::Form)),
            ("principalSet", "", Err(Invalid::Form)),
        ] {
            let text = format!("{scheme}://{}", read(end));
            assert_eq!(who(&text), Some(expected), "{text}");
        }
    }

    #[test]
    fn no_members_of_a_pool() {
        for text in [
            "serviceAccount:a@b.iam.gserviceaccount.com",
            "principal://iam.googleapis.com/locations/global/workforcePools/p/subject/a",
            "principalSet://goog/public:all",
            "allUsers",
        ] {
            assert_eq!(who(text), None, "{text}");
        }
    }
}
