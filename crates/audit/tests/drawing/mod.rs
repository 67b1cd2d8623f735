//! Pictures of pages that never were: grey bars for text, blocks for buttons. A PNG of four colours, not compressed.

/// White, grey, teal and dark, as in the palette below.
const COLOURS: [[u8; 3]; 4] = [[255, 255, 255], [205, 212, 214], [15, 105, 118], [40, 52, 58]];

struct Sheet {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Sheet {
    fn new(width: usize, height: usize) -> Self {
        Sheet { width, height, pixels: vec![0; width * height] }
    }

    fn fill(&mut self, (x, y, w, h): (usize, usize, usize, usize), colour: u8) {
        for row in y..(y + h).min(self.height) {
            let end = (x + w).min(self.width);
            self.pixels[row * self.width + x.min(end)..row * self.width + end].fill(colour);
        }
    }

    /// Lines that look like text from afar.
    fn text(&mut self, x: usize, y: usize, w: usize, lines: usize) {
        for i in 0..lines {
            let short = if i + 1 == lines { w * 3 / 5 } else { w };
            self.fill((x, y + i * 22, short, 9), 1);
        }
    }

    fn png(&self) -> Vec<u8> {
        let mut raw = Vec::new();
        for row in self.pixels.chunks(self.width) {
            raw.push(0);
            raw.extend(row.chunks(4).map(|four| four.iter().enumerate().fold(0, |b, (i, p)| b | p << (6 - 2 * i))));
        }
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut head = Vec::new();
        head.extend((self.width as u32).to_be_bytes());
        head.extend((self.height as u32).to_be_bytes());
        head.extend([2, 3, 0, 0, 0]);
        chunk(&mut out, b"IHDR", &head);
        chunk(&mut out, b"PLTE", &COLOURS.concat());
        chunk(&mut out, b"IDAT", &stored(&raw));
        chunk(&mut out, b"IEND", &[]);
        out
    }
}

fn chunk(out: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    let body: Vec<u8> = kind.iter().chain(data).copied().collect();
    out.extend(&body);
    let crc =
        !body.iter().fold(!0u32, |c, b| (0..8).fold(c ^ u32::from(*b), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 }));
    out.extend(crc.to_be_bytes());
}

/// A zlib stream of stored blocks.
fn stored(raw: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks = raw.chunks(0xffff).count();
    for (i, block) in raw.chunks(0xffff).enumerate() {
        out.push(u8::from(i + 1 == blocks));
        out.extend((block.len() as u16).to_le_bytes());
        out.extend((!(block.len() as u16)).to_le_bytes());
        out.extend(block);
    }
    let (a, b) = raw.iter().fold((1u32, 0u32), |(a, b), x| ((a + u32::from(*x)) % 65_521, (a + u32::from(*x) + b) % 65_521));
    out.extend((b << 16 | a).to_be_bytes());
    out
}

/// A file of the sample's evidence folder.
pub fn page(name: &str) -> Option<Vec<u8>> {
    let sheet = match name {
        "screenshots/arrive-01-home.png" => home(),
        "screenshots/arrive-02-dialog.png" => dialog(),
        "screenshots/optout-01-choices.png" => choices(),
        "screenshots/arrive-03-policy.png" => policy(),
        "screenshots/gpc-01-phone.png" => phone(),
        _ => return None,
    };
    Some(sheet.png())
}

fn home() -> Sheet {
    let mut s = Sheet::new(1280, 1640);
    s.fill((0, 0, 1280, 64), 3);
    s.fill((92, 90, 1096, 480), 1);
    s.fill((0, 590, 1280, 90), 1);
    s.fill((0, 592, 1280, 86), 0);
    s.text(92, 612, 620, 2);
    s.fill((890, 612, 150, 44), 2);
    s.fill((1070, 630, 52, 8), 1);
    for i in 0..4 {
        s.fill((92 + i * 280, 900, 250, 230), 1);
        s.text(92 + i * 280, 1150, 220, 2);
    }
    s.fill((92, 1322, 300, 36), 1);
    s.fill((94, 1324, 296, 32), 0);
    s.fill((404, 1322, 108, 36), 2);
    s.fill((0, 1440, 1280, 200), 3);
    s.fill((92, 1545, 250, 9), 1);
    s
}

fn dialog() -> Sheet {
    let mut s = Sheet::new(660, 340);
    s.fill((0, 0, 660, 340), 1);
    s.fill((40, 30, 580, 280), 0);
    s.text(80, 80, 420, 4);
    s.fill((80, 210, 180, 44), 2);
    s
}

fn choices() -> Sheet {
    let mut s = Sheet::new(1280, 760);
    s.fill((0, 0, 1280, 64), 3);
    s.text(420, 150, 430, 4);
    s.fill((420, 310, 430, 40), 1);
    s.fill((420, 370, 140, 44), 2);
    s.text(420, 540, 420, 1);
    s
}

fn policy() -> Sheet {
    let mut s = Sheet::new(1280, 900);
    s.text(60, 60, 900, 30);
    s
}

fn phone() -> Sheet {
    let mut s = Sheet::new(390, 700);
    s.fill((0, 0, 390, 56), 3);
    s.text(16, 90, 350, 12);
    s.fill((16, 604, 220, 8), 1);
    s
}
