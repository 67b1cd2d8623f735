//! Makes packages for tests: ZIP, compiled XML, a resource table and code, as small as readers accept. Written against
//! Android's formats, not against the readers beside it.

#![allow(dead_code)] // Each crate that includes this file uses a part of it.

/// A value of an attribute.
#[derive(Debug, Clone)]
pub enum V {
    S(&'static str),
    B(bool),
    N(u32),
    R(u32),
}

/// An element: `e("activity").a("android:name", V::S(".Main")).c(e("intent-filter"))`.
#[derive(Debug, Clone, Default)]
pub struct E {
    name: &'static str,
    attributes: Vec<(&'static str, V)>,
    children: Vec<E>,
    text: Option<&'static str>,
}

pub fn e(name: &'static str) -> E {
    E { name, ..E::default() }
}

impl E {
    pub fn a(mut self, name: &'static str, value: V) -> E {
        self.attributes.push((name, value));
        self
    }

    pub fn n(self, name: &'static str) -> E {
        self.a("android:name", V::S(name))
    }

    pub fn c(mut self, child: E) -> E {
        self.children.push(child);
        self
    }

    pub fn t(mut self, text: &'static str) -> E {
        self.text = Some(text);
        self
    }
}

/// Android's numbers, from its public list of attributes.
const NUMBERS: [(&str, u32); 20] = [
    ("android:name", 0x0101_0003),
    ("android:permission", 0x0101_0006),
    ("android:readPermission", 0x0101_0007),
    ("android:writePermission", 0x0101_0008),
    ("android:enabled", 0x0101_000e),
    ("android:debuggable", 0x0101_000f),
    ("android:exported", 0x0101_0010),
    ("android:value", 0x0101_0024),
    ("android:minSdkVersion", 0x0101_020c),
    ("android:versionCode", 0x0101_021b),
    ("android:versionName", 0x0101_021c),
    ("android:targetSdkVersion", 0x0101_0270),
    ("android:maxSdkVersion", 0x0101_0271),
    ("android:allowBackup", 0x0101_0280),
    ("android:fullBackupContent", 0x0101_04eb),
    ("android:usesCleartextTraffic", 0x0101_04ec),
    ("android:networkSecurityConfig", 0x0101_0527),
    ("android:versionCodeMajor", 0x0101_0576),
    ("android:dataExtractionRules", 0x0101_063e),
    ("android:resource", 0x0101_0025),
];

struct Names {
    all: Vec<&'static str>,
    numbers: Vec<u32>,
}

impl Names {
    fn of(root: &E) -> Names {
        let mut names = Names { all: Vec::new(), numbers: Vec::new() };
        names.numbered(root);
        names.rest(root);
        names
    }

    fn numbered(&mut self, x: &E) {
        for (name, _) in &x.attributes {
            if let Some((n, number)) = NUMBERS.iter().find(|(n, _)| n == name)
                && !self.numbers.contains(number)
            {
                self.all.push(n.trim_start_matches("android:"));
                self.numbers.push(*number);
            }
        }
        x.children.iter().for_each(|c| self.numbered(c));
    }

    fn rest(&mut self, x: &E) {
        self.all.push(x.name);
        for (name, value) in &x.attributes {
            if !name.starts_with("android:") {
                self.all.push(name);
            }
            if let V::S(s) = value {
                self.all.push(s);
            }
        }
        self.all.extend(x.text);
        x.children.iter().for_each(|c| self.rest(c));
    }

    fn attribute(&self, name: &str) -> u32 {
        match NUMBERS.iter().find(|(n, _)| *n == name) {
            Some((_, number)) => self.numbers.iter().position(|n| n == number).expect("collected") as u32,
            None => self.text(name),
        }
    }

    /// A text; names with numbers stand first and are passed over.
    fn text(&self, s: &str) -> u32 {
        let at = self.all.iter().skip(self.numbers.len()).position(|x| *x == s).expect("collected");
        (at + self.numbers.len()) as u32
    }
}

/// Compiled XML.
pub fn axml(root: &E) -> Vec<u8> {
    let names = Names::of(root);
    let mut body = pool(&names.all, false);
    body.extend(chunk(0x0180, 8, names.numbers.iter().flat_map(|n| n.to_le_bytes()).collect()));
    element(root, &names, &mut body);
    chunk(0x0003, 8, body)
}

fn element(x: &E, names: &Names, out: &mut Vec<u8>) {
    let mut b = words(&[1, u32::MAX, u32::MAX, names.text(x.name)]);
    for half in [20, 20, x.attributes.len() as u16, 0, 0, 0] {
        b.extend(half.to_le_bytes());
    }
    for (name, value) in &x.attributes {
        let (raw, kind, data) = match value {
            V::S(s) => (names.text(s), 3u8, names.text(s)),
            V::B(yes) => (u32::MAX, 0x12, if *yes { u32::MAX } else { 0 }),
            V::N(n) => (u32::MAX, 0x10, *n),
            V::R(n) => (u32::MAX, 0x01, *n),
        };
        b.extend(words(&[u32::MAX, names.attribute(name), raw]));
        b.extend([8, 0, 0, kind]);
        b.extend(data.to_le_bytes());
    }
    out.extend(chunk(0x0102, 16, b));
    if let Some(text) = x.text {
        out.extend(chunk(0x0104, 16, words(&[1, u32::MAX, names.text(text), 8, 0])));
    }
    x.children.iter().for_each(|c| element(c, names, out));
    out.extend(chunk(0x0103, 16, words(&[1, u32::MAX, u32::MAX, names.text(x.name)])));
}

fn words(all: &[u32]) -> Vec<u8> {
    all.iter().flat_map(|w| w.to_le_bytes()).collect()
}

/// A chunk whose head is `head` bytes long; the rest of the head stands at the start of `body`.
fn chunk(kind: u16, head: u16, body: Vec<u8>) -> Vec<u8> {
    let mut out = kind.to_le_bytes().to_vec();
    out.extend(head.to_le_bytes());
    out.extend((body.len() as u32 + 8).to_le_bytes());
    out.extend(body);
    out
}

/// A pool of strings, in UTF-8 or UTF-16.
pub fn pool(all: &[&str], utf8: bool) -> Vec<u8> {
    let (mut offsets, mut data) = (Vec::new(), Vec::new());
    for s in all {
        offsets.push(data.len() as u32);
        if utf8 {
            assert!(s.len() < 128, "longer strings take two bytes of length");
            data.extend([s.encode_utf16().count() as u8, s.len() as u8]);
            data.extend(s.bytes().chain([0]));
        } else {
            data.extend((s.encode_utf16().count() as u16).to_le_bytes());
            data.extend(s.encode_utf16().chain([0]).flat_map(u16::to_le_bytes));
        }
    }
    data.resize(data.len().next_multiple_of(4), 0);
    let start = 28 + 4 * offsets.len() as u32;
    let mut body = words(&[all.len() as u32, 0, if utf8 { 1 << 8 } else { 0 }, start, 0]);
    body.extend(words(&offsets));
    body.extend(data);
    chunk(0x0001, 28, body)
}

/// A resource table of one package `7f` with one type `01`: entry n holds value n. Texts go into the pool.
pub fn arsc(values: &[V]) -> Vec<u8> {
    let texts: Vec<&str> = values.iter().filter_map(|v| if let V::S(s) = v { Some(*s) } else { None }).collect();
    let entry = |v: &V| {
        let (kind, data) = match v {
            V::S(s) => (3, texts.iter().position(|t| t == s).expect("collected") as u32),
            V::B(yes) => (0x12, if *yes { u32::MAX } else { 0 }),
            V::N(n) => (0x10, *n),
            V::R(n) => (0x01, *n),
        };
        let mut b = vec![8, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, kind];
        b.extend(data.to_le_bytes());
        b
    };
    let head = 20 + 64;
    let start = head + 4 * values.len() as u32;
    let mut kind = words(&[1, values.len() as u32, start, 64]);
    kind.resize(12 + 64 - 8 + 8, 0);
    kind.extend(words(&(0..values.len() as u32).map(|i| 16 * i).collect::<Vec<_>>()));
    kind.extend(values.iter().flat_map(entry));
    let mut package = words(&[0x7f]);
    package.resize(288 - 8, 0);
    package.extend(chunk(0x0201, head as u16, kind));
    let mut body = words(&[1]);
    body.extend(pool(&texts, true));
    body.extend(chunk(0x0200, 288, package));
    chunk(0x0002, 12, body)
}

/// Code that brings these classes (`com.example.Shop`) and holds these texts.
pub fn dex(classes: &[&str], texts: &[&str]) -> Vec<u8> {
    let names: Vec<String> = classes.iter().map(|c| format!("L{};", c.replace('.', "/"))).collect();
    let strings: Vec<&str> = names.iter().map(String::as_str).chain(texts.iter().copied()).collect();
    let (head, mut data) = (0x70, Vec::new());
    let (types_at, classes_at) = (head + 4 * strings.len(), head + 4 * strings.len() + 4 * classes.len());
    let data_at = classes_at + 32 * classes.len();
    let mut offsets = Vec::new();
    for s in &strings {
        offsets.push((data_at + data.len()) as u32);
        let mut n = s.encode_utf16().count();
        while n >= 0x80 {
            data.push(n as u8 | 0x80);
            n >>= 7;
        }
        data.push(n as u8);
        data.extend(s.bytes().chain([0]));
    }
    let mut out = b"dex\n035\0".to_vec();
    out.resize(head, 0);
    let mut put = |at: usize, n: usize| out[at..at + 4].copy_from_slice(&(n as u32).to_le_bytes());
    put(32, data_at + data.len());
    put(36, head);
    put(40, 0x1234_5678);
    for (at, count, start) in [(56, strings.len(), head), (64, classes.len(), types_at), (96, classes.len(), classes_at)] {
        put(at, count);
        put(at + 4, start);
    }
    out.extend(words(&offsets));
    out.extend(words(&(0..classes.len() as u32).collect::<Vec<_>>()));
    for i in 0..classes.len() as u32 {
        out.extend(words(&[i, 1, u32::MAX, 0, u32::MAX, 0, 0, 0]));
    }
    out.extend(data);
    out
}

/// An archive of files as they are.
pub fn zip(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    packed(&files.iter().map(|(name, bytes)| (*name, 0, bytes.clone(), crc(bytes), bytes.len())).collect::<Vec<_>>())
}

/// An archive of entries: name, method, packed bytes, CRC and size of what they unpack to.
pub fn packed(files: &[(&str, u16, Vec<u8>, u32, usize)]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for (name, method, bytes, crc, size) in files {
        let at = out.len() as u32;
        let mut common = vec![20, 0, 0, 0];
        common.extend(method.to_le_bytes());
        common.extend([0, 0, 0x21, 0x5a]);
        common.extend(words(&[*crc, bytes.len() as u32, *size as u32]));
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(bytes);
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&common);
        list.extend([0; 10]);
        list.extend(at.to_le_bytes());
        list.extend(name.as_bytes());
    }
    let at = out.len() as u32;
    out.extend(&list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    for _ in 0..2 {
        out.extend((files.len() as u16).to_le_bytes());
    }
    out.extend(words(&[list.len() as u32, at]));
    out.extend([0, 0]);
    out
}

pub fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, b| (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 }))
}

/// A manifest with this application in it, and these permissions.
pub fn manifest(package: &'static str, target: u32, permissions: &[&'static str], application: E) -> E {
    let sdk = e("uses-sdk").a("android:minSdkVersion", V::N(24)).a("android:targetSdkVersion", V::N(target));
    let root = e("manifest").a("package", V::S(package)).a("android:versionCode", V::N(7)).a("android:versionName", V::S("1.7")).c(sdk);
    permissions.iter().fold(root, |m, p| m.c(e("uses-permission").n(p))).c(application)
}
