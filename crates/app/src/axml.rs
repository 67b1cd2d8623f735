//! Compiled XML: a pool of strings, and a walk over elements and text.

use crate::fault::{Fault, u16_at, u32_at};
use crate::pool::{Chunk, Pool};

const POOL: u16 = 0x0001;
const XML: u16 = 0x0003;
const START: u16 = 0x0102;
const END: u16 = 0x0103;
const TEXT: u16 = 0x0104;
const NAMES: u16 = 0x0180;

const MOST_EVENTS: usize = 500_000;
const MOST_ATTRIBUTES: usize = 200;
const DEEPEST: usize = 100;

/// What an attribute holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    Number(u32),
    Truth(bool),
    /// It stands in the resource table.
    Resource(u32),
    Other,
}

impl Value {
    /// Of a typed value as compiled files write it.
    pub fn new(kind: u8, data: u32, pool: &Pool) -> Value {
        match kind {
            0x01 => Value::Resource(data),
            0x03 => pool.get(data).map_or(Value::Other, Value::Text),
            0x10 | 0x11 => Value::Number(data),
            0x12 => Value::Truth(data != 0),
            _ => Value::Other,
        }
    }
}

/// Elements as they open and close; text between them.
#[derive(Debug)]
pub enum Event<'a> {
    Start(Element<'a>),
    End,
    Text(String),
}

/// One element that opens.
#[derive(Debug)]
pub struct Element<'a> {
    pub name: String,
    xml: &'a Xml<'a>,
    attributes: Vec<[u32; 4]>,
}

/// Android's numbers of the attributes read here: shrinkers may leave the names out, never these.
const KNOWN: [(&str, u32); 20] = [
    ("name", 0x0101_0003),
    ("permission", 0x0101_0006),
    ("readPermission", 0x0101_0007),
    ("writePermission", 0x0101_0008),
    ("enabled", 0x0101_000e),
    ("debuggable", 0x0101_000f),
    ("exported", 0x0101_0010),
    ("value", 0x0101_0024),
    ("resource", 0x0101_0025),
    ("targetActivity", 0x0101_0202),
    ("minSdkVersion", 0x0101_020c),
    ("versionCode", 0x0101_021b),
    ("versionName", 0x0101_021c),
    ("targetSdkVersion", 0x0101_0270),
    ("maxSdkVersion", 0x0101_0271),
    ("allowBackup", 0x0101_0280),
    ("fullBackupContent", 0x0101_04eb),
    ("usesCleartextTraffic", 0x0101_04ec),
    ("networkSecurityConfig", 0x0101_0527),
    ("versionCodeMajor", 0x0101_0576),
];

impl Element<'_> {
    /// What the attribute holds, by Android's number of its name, else by the name.
    pub fn get(&self, name: &str) -> Option<Value> {
        let number = KNOWN.iter().find(|(known, _)| *known == name).map(|(_, n)| *n);
        let numbered = number.and_then(|n| self.attributes.iter().find(|a| self.xml.number(a[0]) == Some(n)));
        let [_, raw, kind, data] = numbered.or_else(|| self.attributes.iter().find(|a| self.named(a, name, number.is_some())))?;
        match Value::new(*kind as u8, *data, &self.xml.pool) {
            Value::Other => self.xml.pool.get(*raw).map(Value::Text).or(Some(Value::Other)),
            value => Some(value),
        }
    }

    /// Where the number of a name is known here, a name alone counts only if no number stands beside it.
    fn named(&self, attribute: &[u32; 4], name: &str, known: bool) -> bool {
        (!known || self.xml.number(attribute[0]).is_none()) && self.xml.pool.is(attribute[0], name)
    }
}

#[derive(Debug)]
pub struct Xml<'a> {
    file: &'a str,
    bytes: &'a [u8],
    pool: Pool<'a>,
    /// The numbers of the first strings of the pool.
    numbers: &'a [u8],
    body: usize,
}

impl<'a> Xml<'a> {
    pub fn new(file: &'a str, bytes: &'a [u8]) -> Result<Xml<'a>, Fault> {
        let whole = Chunk::at(file, bytes, 0)?;
        if whole.kind != XML {
            return Err(Fault::at(file, 0, "is no compiled XML"));
        }
        let mut xml = Xml { file, bytes: whole.bytes, pool: Pool::default(), numbers: &[], body: whole.head };
        while xml.body < xml.bytes.len() {
            let chunk = Chunk::at(file, xml.bytes, xml.body)?;
            match chunk.kind {
                POOL => xml.pool = Pool::new(file, chunk)?,
                NAMES => xml.numbers = &chunk.bytes[chunk.head..],
                _ => break,
            }
            xml.body += chunk.bytes.len();
        }
        Ok(xml)
    }

    /// Android's number of the name that is this string, if it has one.
    fn number(&self, string: u32) -> Option<u32> {
        u32_at(self.numbers, usize::try_from(string).ok()?.checked_mul(4)?).filter(|n| *n != 0)
    }

    /// Walks over all of it, in order.
    pub fn walk(&'a self, mut seen: impl FnMut(Event<'a>) -> Result<(), Fault>) -> Result<(), Fault> {
        let (mut at, mut events, mut depth) = (self.body, 0, 0usize);
        while at < self.bytes.len() {
            let chunk = Chunk::at(self.file, self.bytes, at)?;
            events += 1;
            if events > MOST_EVENTS {
                return Err(Fault::at(self.file, at, format!("more than {MOST_EVENTS} elements")));
            }
            match chunk.kind {
                START => {
                    depth += 1;
                    if depth > DEEPEST {
                        return Err(Fault::at(self.file, at, format!("elements nest deeper than {DEEPEST}")));
                    }
                    seen(Event::Start(self.element(chunk)?))?;
                }
                END => {
                    depth = depth.checked_sub(1).ok_or_else(|| Fault::at(self.file, at, "an element closes that never opened"))?;
                    seen(Event::End)?;
                }
                TEXT => seen(Event::Text(u32_at(chunk.bytes, 16).and_then(|i| self.pool.get(i)).unwrap_or_default()))?,
                _ => {}
            }
            at += chunk.bytes.len();
        }
        if depth > 0 { Err(Fault::at(self.file, at, "ends inside an element")) } else { Ok(()) }
    }

    fn element(&'a self, chunk: Chunk<'a>) -> Result<Element<'a>, Fault> {
        let short = || Fault::at(self.file, chunk.at, "an element that is cut short");
        // After the head: namespace, name, where the attributes start, how large one is, how many there are.
        let body = &chunk.bytes[chunk.head..];
        let name = u32_at(body, 4).ok_or_else(short)?;
        let [start, size, count] = [8, 10, 12].map(|i| u16_at(body, i).map(usize::from));
        let (start, size, count) = (start.ok_or_else(short)?, size.ok_or_else(short)?, count.ok_or_else(short)?);
        if size < 20 && count > 0 || count > MOST_ATTRIBUTES {
            return Err(Fault::at(self.file, chunk.at, format!("an element with {count} attributes of {size} bytes")));
        }
        let attribute = |i: usize| {
            let at = start + i * size;
            // Namespace, name, the text as it was written, then size, zero, type and data of the value.
            Some([u32_at(body, at + 4)?, u32_at(body, at + 8)?, u32::from(*body.get(at + 15)?), u32_at(body, at + 16)?])
        };
        let attributes = (0..count).map(attribute).collect::<Option<Vec<_>>>().ok_or_else(short)?;
        let name = self.pool.get(name).ok_or_else(|| Fault::at(self.file, chunk.at, "an element without a name"))?;
        Ok(Element { name, xml: self, attributes })
    }
}
