//! A picture of the evidence folder, and the part of it that shows an element. Each picture is embedded once, as the
//! background of a class; every crop is a window on it.

use tidegate_types::observation::Rect;

/// No screenshot is larger; a header that claims more is not believed.
const MAX_SIDE: u32 = 20_000;
/// A crop shows this much around the element, in pixels.
const AROUND: f64 = 56.0;
/// A crop is at least this wide, so that the reader sees where on the page it is.
const MIN_WIDTH: f64 = 760.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mime {
    Png,
    Jpeg,
}

impl Mime {
    pub fn as_str(self) -> &'static str {
        match self {
            Mime::Png => "image/png",
            Mime::Jpeg => "image/jpeg",
        }
    }
}

/// A picture whose kind and size are known. One pixel is one CSS pixel of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub bytes: Vec<u8>,
    pub mime: Mime,
    pub width: u32,
    pub height: u32,
}

impl Picture {
    /// Reads kind and size from the file's own header. `None`: neither PNG nor JPEG, or no credible size.
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Picture> {
        let (mime, (width, height)) = match png_size(&bytes) {
            Some(size) => (Mime::Png, size),
            None => (Mime::Jpeg, jpeg_size(&bytes)?),
        };
        let credible = |side: u32| (1..=MAX_SIDE).contains(&side);
        (credible(width) && credible(height)).then_some(Picture { bytes, mime, width, height })
    }
}

fn png_size(b: &[u8]) -> Option<(u32, u32)> {
    if !b.starts_with(b"\x89PNG\r\n\x1a\n") || b.get(12..16)? != b"IHDR" {
        return None;
    }
    let side = |at: usize| b.get(at..at + 4).and_then(|s| s.try_into().ok()).map(u32::from_be_bytes);
    Some((side(16)?, side(20)?))
}

/// Walks the segments of a JPEG to its frame header.
fn jpeg_size(b: &[u8]) -> Option<(u32, u32)> {
    if !b.starts_with(&[0xff, 0xd8]) {
        return None;
    }
    let word = |at: usize| b.get(at..at + 2).map(|s| u32::from(s[0]) << 8 | u32::from(s[1]));
    let mut at = 2;
    while *b.get(at)? == 0xff {
        match *b.get(at + 1)? {
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Some((word(at + 7)?, word(at + 5)?)),
            // The pixels begin, or the file ends: there was no frame header.
            0xd9 | 0xda => return None,
            _ => at += 2 + word(at + 2)?.max(2) as usize,
        }
    }
    None
}

/// A window on a picture, in its pixels, and the marked box inside the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crop {
    picture: (f64, f64),
    x: f64,
    y: f64,
    w: f64,
    h: f64,
    mark: Option<(f64, f64, f64, f64)>,
}

impl Crop {
    /// The element with its surroundings; `None` if it does not lie on the picture.
    pub fn around(width: u32, height: u32, mark: &Rect) -> Option<Crop> {
        let (pw, ph) = (f64::from(width), f64::from(height));
        let (x0, y0, x1, y1) = visible(mark, pw, ph)?;
        let w = (x1 - x0 + 2.0 * AROUND).max(MIN_WIDTH).min(pw);
        let h = (y1 - y0 + 2.0 * AROUND).max(w * 0.36).min(w * 0.9).min(ph);
        let x = ((x0 + x1 - w) / 2.0).clamp(0.0, pw - w);
        // What is higher than the window is shown from its upper edge.
        let middle = if y1 - y0 > h { y0 - AROUND / 2.0 } else { (y0 + y1 - h) / 2.0 };
        let y = middle.clamp(0.0, ph - h);
        Some(Crop { picture: (pw, ph), x, y, w, h, mark: Some((x0 - x, y0 - y, x1 - x0, y1 - y0)) })
    }

    /// The whole picture, or its top if it is much higher than wide.
    pub fn top(width: u32, height: u32) -> Crop {
        let (pw, ph) = (f64::from(width), f64::from(height));
        Crop { picture: (pw, ph), x: 0.0, y: 0.0, w: pw, h: ph.min(pw * 0.75), mark: None }
    }

    pub fn is_whole(&self) -> bool {
        (self.w, self.h) == self.picture
    }

    /// The window's place, in shares of itself, so that it may be shown at any size.
    pub fn style(&self) -> String {
        let share = |at: f64, rest: f64| if rest > 0.0 { at / rest * 100.0 } else { 0.0 };
        format!(
            "aspect-ratio:{:.0}/{:.0};max-width:{:.0}px;background-size:{:.3}% {:.3}%;background-position:{:.3}% {:.3}%",
            self.w,
            self.h,
            self.w,
            self.picture.0 / self.w * 100.0,
            self.picture.1 / self.h * 100.0,
            share(self.x, self.picture.0 - self.w),
            share(self.y, self.picture.1 - self.h),
        )
    }

    /// The marked box's place in the window.
    pub fn mark_style(&self) -> Option<String> {
        let (x, y, w, h) = self.mark?;
        let (sx, sy) = (100.0 / self.w, 100.0 / self.h);
        Some(format!("left:{:.3}%;top:{:.3}%;width:{:.3}%;height:{:.3}%", x * sx, y * sy, w * sx, h * sy))
    }
}

/// The part of the rectangle that lies on the picture, a few pixels larger so that the line stands beside the element.
fn visible(r: &Rect, pw: f64, ph: f64) -> Option<(f64, f64, f64, f64)> {
    let [x, y, w, h] = [r.x, r.y, r.w, r.h].map(f64::from);
    if ![x, y, w, h].iter().all(|v| v.is_finite()) || w <= 0.0 || h <= 0.0 {
        return None;
    }
    let on = x < pw && y < ph && x + w > 0.0 && y + h > 0.0;
    on.then(|| ((x - 4.0).max(0.0), (y - 4.0).max(0.0), (x + w + 4.0).min(pw), (y + h + 4.0).min(ph)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut b = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        b.extend(width.to_be_bytes());
        b.extend(height.to_be_bytes());
        b
    }

    fn rect(x: f32, y: f32, w: f32, h: f32) -> Rect {
        Rect { x, y, w, h }
    }

    #[test]
    fn sizes_are_read_from_the_header() {
        let p = Picture::from_bytes(png(1280, 8000)).expect("a PNG");
        assert_eq!((p.mime, p.width, p.height), (Mime::Png, 1280, 8000));
        // SOI, APP0 of 4 bytes, fill byte, SOF2 with height 300 and width 400.
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 17, 8, 0x01, 0x2c, 0x01, 0x90, 3];
        let p = Picture::from_bytes(jpeg.to_vec()).expect("a JPEG");
        assert_eq!((p.mime, p.width, p.height), (Mime::Jpeg, 400, 300));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let cut = png(1280, 800)[..20].to_vec();
        let no_frame = vec![0xff, 0xd8, 0xff, 0xda, 0, 4, 1, 2];
        let svg = b"<svg onload=alert(1)>".to_vec();
        for bad in [vec![], png(0, 10), png(30_000, 10), cut, no_frame, svg, vec![0xff, 0xd8], vec![0xff, 0xd8, 0xff, 0xe0, 0, 0]] {
            assert_eq!(Picture::from_bytes(bad.clone()), None, "{bad:?}");
        }
    }

    #[test]
    fn a_crop_lies_on_the_picture_and_holds_the_mark() {
        let inside = |w: u32, h: u32, r: Rect| {
            let c = Crop::around(w, h, &r).expect("on the picture");
            assert!(c.x >= 0.0 && c.y >= 0.0 && c.x + c.w <= f64::from(w) + 1e-6 && c.y + c.h <= f64::from(h) + 1e-6, "{c:?}");
            let (mx, my, ..) = c.mark.expect("marked");
            assert!(mx >= 0.0 && my >= 0.0 && mx <= c.w && my <= c.h, "{c:?}");
        };
        inside(1280, 5000, rect(10.0, 4900.0, 120.0, 20.0));
        inside(1280, 5000, rect(0.0, 0.0, 1280.0, 5000.0));
        inside(390, 200, rect(380.0, 190.0, 400.0, 400.0));
        inside(1, 1, rect(0.0, 0.0, 1.0, 1.0));
    }

    #[test]
    fn marks_off_the_picture_or_of_no_size_are_not_shown() {
        for r in [
            rect(0.0, 9000.0, 10.0, 10.0),
            rect(5.0, 5.0, 0.0, 10.0),
            rect(f32::NAN, 0.0, 1.0, 1.0),
            rect(0.0, 0.0, f32::INFINITY, 1.0),
            rect(-50.0, 0.0, 20.0, 20.0),
        ] {
            assert_eq!(Crop::around(1280, 800, &r), None, "{r:?}");
        }
    }
}
