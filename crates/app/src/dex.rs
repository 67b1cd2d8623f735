//! A file of code: the packages of the classes it brings, and the hosts of addresses that stand in it.

use crate::fault::{Fault, u32_at};
use std::collections::BTreeMap;
use tidegate_types::Host;

/// Names of classes are far shorter; longer ones say nothing of whose they are.
const LONGEST_NAME: usize = 300;
const LONGEST_HOST: usize = 253;

/// Limits over all files of an app.
pub const MOST_CLASSES: u32 = 2_000_000;
pub const MOST_PACKAGES: usize = 60_000;
pub const MOST_HOSTS: usize = 3_000;

/// Addresses that name a form of XML and are never called.
const NAMESPACES: [&str; 9] = [
    "schemas.android.com",
    "schemas.microsoft.com",
    "schemas.xmlsoap.org",
    "www.w3.org",
    "ns.adobe.com",
    "xml.org",
    "xmlpull.org",
    "java.sun.com",
    "javax.xml.xmlconstants",
];

/// What all files of code hold together.
#[derive(Debug, Default)]
pub struct Code {
    pub packages: BTreeMap<String, u32>,
    /// Host → one of its addresses begins with `http:`.
    pub hosts: BTreeMap<Host, bool>,
    pub classes: u32,
    /// A limit was met.
    pub truncated: bool,
}

impl Code {
    /// Adds one file; gives how many classes it brings.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<u32, Fault> {
        let dex = Dex::new(file, bytes)?;
        let before = self.classes;
        for i in 0..dex.classes {
            if self.classes >= MOST_CLASSES {
                self.truncated = true;
                break;
            }
            let package =
                dex.package(i).ok_or_else(|| Fault::new(file, format!("class {i} of {} has no name that can be read", dex.classes)))?;
            self.classes += 1;
            if self.packages.len() < MOST_PACKAGES || self.packages.contains_key(package.as_str()) {
                *self.packages.entry(package).or_default() += 1;
            } else {
                self.truncated = true;
            }
        }
        self.addresses(bytes);
        Ok(self.classes - before)
    }

    /// Texts of a file of code lie one after another, each with a zero at its end, so one walk over the bytes meets
    /// them all, and no table of hostile offsets can make it longer.
    fn addresses(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some(found) = bytes[at..].windows(7).position(|w| w == b"http://" || w == b"https:/") {
            let start = at + found;
            at = start + 7;
            let plain = bytes[start + 4] == b':';
            let rest = if plain { &bytes[at..] } else { bytes[at..].strip_prefix(b"/").unwrap_or_default() };
            let Some(host) = host(rest) else { continue };
            if self.hosts.len() >= MOST_HOSTS && !self.hosts.contains_key(&host) {
                self.truncated = true;
                continue;
            }
            *self.hosts.entry(host).or_default() |= plain;
        }
    }
}

/// The host at the start of what follows `https://`.
fn host(bytes: &[u8]) -> Option<Host> {
    let len = bytes.iter().take(LONGEST_HOST + 1).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-')).count();
    let after = bytes.get(len).copied().unwrap_or(0);
    // Built when the app runs: `https://api.%s.com`, `https://www.`
    if len > LONGEST_HOST || matches!(after, b'%' | b'$' | b'{' | b'*' | b'_' | b'@') {
        return None;
    }
    let name = std::str::from_utf8(&bytes[..len]).ok()?.to_ascii_lowercase();
    let labels: Vec<&str> = name.split('.').collect();
    let whole = labels.len() >= 2 && labels.iter().all(|l| !l.is_empty() && l.len() <= 63);
    let ends = labels.last().is_some_and(|l| l.len() >= 2 && l.bytes().all(|b| b.is_ascii_alphabetic()));
    (whole && ends && !NAMESPACES.contains(&name.as_str())).then(|| Host::new(&name))
}

#[derive(Debug)]
struct Dex<'a> {
    bytes: &'a [u8],
    strings: Part,
    types: Part,
    classes: usize,
    class_at: usize,
}

#[derive(Debug, Clone, Copy)]
struct Part {
    count: usize,
    at: usize,
}

impl<'a> Dex<'a> {
    fn new(file: &str, bytes: &'a [u8]) -> Result<Dex<'a>, Fault> {
        let version = bytes.strip_prefix(b"dex\n").and_then(|rest| rest.get(..4)).ok_or_else(|| Fault::at(file, 0, "is no Dalvik code"))?;
        if !(b"035\0"..=b"040\0").contains(&<&[u8; 4]>::try_from(version).unwrap_or(b"\0\0\0\0")) {
            let version = String::from_utf8_lossy(&version[..3]).escape_default().to_string();
            return Err(Fault::at(file, 4, format!("Dalvik code of version `{version}`; versions 035 to 040 are read")));
        }
        let part = |at: usize, size: usize| -> Result<Part, Fault> {
            let two = || Some((usize::try_from(u32_at(bytes, at)?).ok()?, usize::try_from(u32_at(bytes, at + 4)?).ok()?));
            let (count, start) = two().ok_or_else(|| Fault::at(file, at, "the file ends inside its head"))?;
            let fits = count.checked_mul(size).and_then(|n| n.checked_add(start)).is_some_and(|end| end <= bytes.len());
            if fits {
                Ok(Part { count, at: start })
            } else {
                Err(Fault::at(file, at, format!("a table of {count} entries reaches past the end of the file")))
            }
        };
        let (strings, types, classes) = (part(56, 4)?, part(64, 4)?, part(96, 32)?);
        Ok(Dex { bytes, strings, types, classes: classes.count, class_at: classes.at })
    }

    /// `com.example` of the class `Lcom/example/Shop;`; empty for a class without a package.
    fn package(&self, class: usize) -> Option<String> {
        let kind = u32_at(self.bytes, self.class_at + 32 * class)? as usize;
        let string = (kind < self.types.count).then(|| u32_at(self.bytes, self.types.at + 4 * kind))?? as usize;
        let at = (string < self.strings.count).then(|| u32_at(self.bytes, self.strings.at + 4 * string))?? as usize;
        let bytes = self.bytes.get(at..)?;
        // The length in letters comes first, seven bits a byte.
        let skip = bytes.iter().take(5).position(|b| b & 0x80 == 0)? + 1;
        let bytes = bytes.get(skip..)?;
        let len = bytes.iter().take(LONGEST_NAME).position(|b| *b == 0)?;
        let name = String::from_utf8_lossy(&bytes[..len]);
        let name = name.strip_prefix('L')?.strip_suffix(';')?;
        let package = name.rsplit_once('/').map_or("", |(package, _)| package);
        Some(crate::fault::plain(package, LONGEST_NAME).replace('/', "."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::make::dex;

    fn hosts(texts: &[&str]) -> Vec<(String, bool)> {
        let mut code = Code::default();
        code.add("classes.dex", &dex(&["a.B"], texts)).expect("reads");
        code.hosts.into_iter().map(|(h, plain)| (h.to_string(), plain)).collect()
    }

    #[test]
    fn hosts_stand_in_addresses_only() {
        let seen = hosts(&[
            "https://API.adnet.test/v1",
            "http://old.shop.test",
            "https://old.shop.test/x",
            "see https://b.test for more",
            "ftp://c.test",
        ]);
        let want = [("api.adnet.test", false), ("b.test", false), ("old.shop.test", true)];
        assert_eq!(seen, want.map(|(h, p)| (h.to_owned(), p)));
        let none = [
            "https://",
            "https:/x.test",
            "https://www.",
            "https://%s.test",
            "https://a.%s",
            "https://localhost",
            "https://10.0.2.2/x",
            "http://schemas.android.com/apk/res",
            "https://${host}/",
            "https://a..b",
            "https://{0}.x.test",
            "httpx://a.test",
        ];
        assert_eq!(hosts(&none), []);
    }

    #[test]
    fn classes_count_by_package_and_names_alone_do_not() {
        let mut code = Code::default();
        assert_eq!(
            code.add("classes.dex", &dex(&["com.adnet.sdk.Ad", "com.adnet.sdk.Id", "Lone", "x.Y"], &["Lcom/only/Named;"])).expect("reads"),
            4
        );
        let want = [("", 1), ("com.adnet.sdk", 2), ("x", 1)].map(|(p, n)| (p.to_owned(), n));
        assert_eq!(code.packages, BTreeMap::from(want));
    }

    #[test]
    fn code_that_is_none_says_where() {
        let whole = dex(&["a.B"], &[]);
        let fault = |bytes: &[u8]| Code::default().add("classes.dex", bytes).expect_err("refused").to_string();
        assert_eq!(fault(b"PK"), "classes.dex at byte 0: is no Dalvik code");
        assert!(fault(b"dex\n041\0").contains("version `041`"));
        assert!(fault(&whole[..58]).contains("ends inside its head"));
        for at in [56, 64, 96] {
            let mut bad = whole.clone();
            bad[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
            assert!(fault(&bad).contains(&format!("at byte {at}: a table of 4294967295")), "{at}");
        }
        let mut bad = whole.clone();
        let at = u32_at(&whole, 100).expect("an offset") as usize;
        bad[at..at + 4].copy_from_slice(&77u32.to_le_bytes());
        assert_eq!(fault(&bad), "classes.dex: class 0 of 1 has no name that can be read");
    }
}
