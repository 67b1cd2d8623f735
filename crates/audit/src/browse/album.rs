//! Which files of the folder may be shown or linked: those that the manifest lists, under a name that leads nowhere else.

use std::collections::BTreeMap;
use tidegate_types::observation::{Artifact, Sealed};

#[derive(Debug)]
pub struct Album<'a> {
    files: BTreeMap<&'a str, &'a Sealed>,
}

/// A picture of the folder.
#[derive(Debug, Clone)]
pub struct Shot {
    /// From the page that shows it.
    pub src: String,
    pub name: String,
    pub sha256: String,
}

impl<'a> Album<'a> {
    pub fn new(sealed: &'a [Sealed]) -> Album<'a> {
        Album { files: sealed.iter().map(|s| (s.name.as_str(), s)).collect() }
    }

    pub fn all(&self) -> impl Iterator<Item = &'a Sealed> {
        self.files.values().copied()
    }

    /// `None`: no file of the folder, no picture, or a name that this program does not give.
    pub fn shot(&self, artifact: Option<&Artifact>, root: &str) -> Option<Shot> {
        let sealed = self.files.get(artifact?.0.as_str())?;
        let picture = [".jpg", ".jpeg", ".png"].iter().any(|end| sealed.name.ends_with(end));
        (picture && plain(&sealed.name)).then(|| Shot {
            src: format!("{root}{}", sealed.name),
            name: sealed.name.clone(),
            sha256: sealed.sha256.clone(),
        })
    }
}

/// A relative path of letters, digits, dots and dashes, that stays in the folder.
pub fn plain(name: &str) -> bool {
    let part = |p: &str| !p.is_empty() && !p.starts_with('.') && p.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    name.split('/').all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_of_the_folder_are_shown() {
        let sealed = |name: &str| Sealed { name: name.into(), bytes: 1, sha256: "ab".into() };
        let names = ["screenshots/a.jpg", "observation.json", "../a.jpg", "/a.jpg", "x\" onerror=\"a.jpg", "javascript:a.jpg", "a//b.png"];
        let files = names.map(sealed);
        let album = Album::new(&files);
        let shown: Vec<_> = names.iter().filter(|n| album.shot(Some(&Artifact((**n).into())), "../").is_some()).collect();
        assert_eq!(shown, [&"screenshots/a.jpg"]);
        assert!(album.shot(Some(&Artifact("screenshots/b.jpg".into())), "").is_none(), "not of the folder");
        assert!(album.shot(None, "").is_none());
    }
}
