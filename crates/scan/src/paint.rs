//! Contrast by what is painted. Over pictures and under filters no style sheet tells what a person sees; pixels do.

use crate::browser::Browser;
use base64::Engine;
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;
use tidegate_types::observation::{Control, ControlRole, Dialog, DialogKind, Rect};

/// Buttons of one page that are pictured; each costs some tens of milliseconds.
const MAX_BUTTONS: usize = 6;
/// Larger ones are pictured in part.
const MAX_SIZE: (f32, f32) = (600.0, 160.0);
/// Pixels for each of the page's: the strokes of small letters then hold their full colour somewhere.
const SCALE: f32 = 2.0;
const MAX_BYTES: usize = 16 << 20;
const WITHIN: Duration = Duration::from_secs(3);

/// Measures the text contrast of the buttons that decide, where their style leaves it open.
pub async fn measure(browser: &Browser, dialogs: &mut [Dialog]) {
    let asking = dialogs.iter_mut().filter(|d| d.kind == DialogKind::Consent);
    let open: Vec<&mut Control> = asking.flat_map(|d| &mut d.controls).filter(|c| undecided(c)).take(MAX_BUTTONS).collect();
    if open.is_empty() {
        return;
    }
    let Some(window) = window(browser).await else { return };
    for control in open {
        let Some(face) = face(control.rect, window) else { continue };
        // A page that cannot be painted once will not be painted the next time.
        let Some(bytes) = shot(browser, face).await else { return };
        control.style.painted = decode(&bytes).and_then(|image| contrast(&image));
    }
}

fn undecided(control: &Control) -> bool {
    let decides = matches!(control.role, ControlRole::Accept | ControlRole::Acknowledge | ControlRole::Refuse | ControlRole::Save);
    decides && control.visible && control.style.font_px > 0.0 && (control.style.contrast.is_none() || control.style.blended)
}

/// What of the page the window shows.
async fn window(browser: &Browser) -> Option<Rect> {
    let main = browser.main_frame();
    let told = browser.evaluate(&main, "[scrollX, scrollY, innerWidth, innerHeight]", WITHIN).await.ok()?;
    let at = |i: usize| told[i].as_f64().map(|v| v as f32);
    Some(Rect { x: at(0)?, y: at(1)?, w: at(2)?, h: at(3)? })
}

/// The middle of a button, where its words are: its edge and corners are no text. `None` if it is not wholly in the window.
fn face(button: Rect, window: Rect) -> Option<Rect> {
    let all = [button.x, button.y, button.w, button.h].iter().all(|v| v.is_finite());
    let shown = button.x >= window.x
        && button.y >= window.y
        && button.x + button.w <= window.x + window.w
        && button.y + button.h <= window.y + window.h;
    let edge = (button.h / 6.0).clamp(0.0, 6.0);
    let (w, h) = ((button.w - 2.0 * edge).min(MAX_SIZE.0), (button.h - 2.0 * edge).min(MAX_SIZE.1));
    (all && shown && w >= 8.0 && h >= 8.0).then_some(Rect { x: button.x + (button.w - w) / 2.0, y: button.y + (button.h - h) / 2.0, w, h })
}

async fn shot(browser: &Browser, face: Rect) -> Option<Vec<u8>> {
    let clip = json!({"x": face.x, "y": face.y, "width": face.w, "height": face.h, "scale": SCALE});
    let params = json!({"format": "png", "optimizeForSpeed": true, "clip": clip});
    let answer = browser.call("Page.captureScreenshot", params, WITHIN).await.ok()?;
    let text = answer["data"].as_str().filter(|t| t.len() < MAX_BYTES)?;
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    pub width: usize,
    pub pixels: Vec<[u8; 3]>,
}

fn decode(bytes: &[u8]) -> Option<Image> {
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), png::Limits { bytes: MAX_BYTES });
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().ok()?;
    let size = reader.output_buffer_size().filter(|s| *s <= MAX_BYTES)?;
    let mut buffer = vec![0; size];
    let frame = reader.next_frame(&mut buffer).ok()?;
    let each = frame.color_type.samples();
    if !matches!(frame.color_type, png::ColorType::Rgb | png::ColorType::Rgba) {
        return None;
    }
    let pixels = buffer.get(..frame.buffer_size())?.chunks_exact(each).map(|p| [p[0], p[1], p[2]]).collect();
    Some(Image { width: usize::try_from(frame.width).ok()?, pixels })
}

/// Side of the squares that are looked at one by one: a letter or two, behind which a picture is nearly of one colour.
const TILE: usize = 48;
/// Fewer pixels of a colour than this share are the blur at an edge.
const ENOUGH: f32 = 0.015;

/// WCAG contrast of the text of a button with what lies right behind it. In each square the commonest colour is the
/// background, and the text is the colour farthest from it among those with pixels enough. Of the squares that hold text
/// the one in the middle counts. `None` where nothing but one colour is painted: a text that did not come yet, perhaps.
pub fn contrast(image: &Image) -> Option<f32> {
    let height = image.pixels.len().checked_div(image.width)?;
    let mut told = Vec::new();
    for top in (0..height).step_by(TILE) {
        for left in (0..image.width).step_by(TILE) {
            let (right, bottom) = ((left + TILE).min(image.width), (top + TILE).min(height));
            if (right - left) * (bottom - top) >= TILE * TILE / 6 {
                let rows = (top..bottom).flat_map(|y| &image.pixels[y * image.width + left..y * image.width + right]);
                told.extend(in_tile(rows));
            }
        }
    }
    told.sort_by(f32::total_cmp);
    let most = *told.last()?;
    let text: Vec<f32> = told.into_iter().filter(|c| c - 1.0 >= (most - 1.0) / 2.0).collect();
    text.get(text.len() / 2).map(|c| (c * 100.0).round() / 100.0)
}

#[derive(Default)]
struct Shade {
    count: u32,
    sum: [u32; 3],
}

impl Shade {
    fn mean(&self) -> [f32; 3] {
        self.sum.map(|s| s as f32 / self.count.max(1) as f32)
    }
}

fn in_tile<'a>(pixels: impl Iterator<Item = &'a [u8; 3]>) -> Option<f32> {
    let mut shades: HashMap<[u8; 3], Shade> = HashMap::new();
    let mut all = 0_u32;
    for pixel in pixels {
        let shade = shades.entry(pixel.map(|c| c >> 4)).or_default();
        shade.count += 1;
        for (sum, part) in shade.sum.iter_mut().zip(pixel) {
            *sum += u32::from(*part);
        }
        all += 1;
    }
    // Of two that are as common, which is first hangs on nothing that changes from run to run.
    let ground = shades.iter().max_by_key(|(bin, s)| (s.count, **bin))?;
    let behind = luminance(ground.1.mean());
    let least = (all as f32 * ENOUGH).max(4.0);
    let others = shades.iter().filter(|(bin, s)| *bin != ground.0 && s.count as f32 >= least);
    others.map(|(_, s)| ratio(luminance(s.mean()), behind)).max_by(f32::total_cmp)
}

fn luminance(colour: [f32; 3]) -> f32 {
    let [r, g, b] = colour.map(|c| {
        let c = c / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn ratio(a: f32, b: f32) -> f32 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    const W: usize = 240;
    const H: usize = 60;

    /// A button of bars as wide as the strokes of letters, in the middle, on whatever lies behind.
    fn button(behind: impl Fn(usize, usize) -> [u8; 3], ink: Option<[u8; 3]>) -> Image {
        let stroke = |x: usize, y: usize| (40..200).contains(&x) && (18..42).contains(&y) && x % 12 < 4;
        let pixel = |i: usize| {
            let (x, y) = (i % W, i / W);
            ink.filter(|_| stroke(x, y)).unwrap_or_else(|| behind(x, y))
        };
        Image { width: W, pixels: (0..W * H).map(pixel).collect() }
    }

    fn shade(x: usize) -> u8 {
        u8::try_from(x * 255 / W).unwrap()
    }

    fn about(image: &Image, expected: f32) {
        let got = contrast(image).unwrap();
        assert!((got / expected - 1.0).abs() < 0.12, "{got} instead of {expected}");
    }

    #[test]
    fn plain_colours_are_measured_as_by_style() {
        about(&button(|_, _| [255; 3], Some([0; 3])), 21.0);
        about(&button(|_, _| [255; 3], Some([0x76; 3])), 4.54);
        about(&button(|_, _| [0x0b, 0x4f, 0x8a], Some([255; 3])), 8.4);
        about(&button(|_, _| [0x20; 3], Some([255; 3])), 16.3);
    }

    #[test]
    fn pale_text_is_pale_on_whatever_lies_behind() {
        let sea = |x: usize, y: usize| [0x20 + shade(x) / 8, 0x50 + shade(x) / 8, 0x80 + (y % 16) as u8];
        assert!(contrast(&button(sea, Some([0x4a, 0x7a, 0xa4]))).unwrap() < 2.0);
        assert!(contrast(&button(sea, Some([255; 3]))).unwrap() > 4.5, "white stands out there");
        let grey = |x: usize, _: usize| [200 + shade(x) / 8; 3];
        assert!(contrast(&button(grey, Some([0xe8; 3]))).unwrap() < 1.8);
        assert!(contrast(&button(grey, Some([0x22; 3]))).unwrap() > 8.0);
    }

    #[test]
    fn a_gradient_from_black_to_white_is_no_contrast_of_the_text() {
        let bare = contrast(&button(|x, _| [shade(x); 3], None)).unwrap();
        assert!(bare < 4.0, "{bare}: only what lies within one square is compared");
    }

    #[test]
    fn a_busy_picture_never_makes_text_fainter_than_it_is() {
        let busy = |x: usize, y: usize| if (x / 3 + y / 3).is_multiple_of(2) { [30, 60, 90] } else { [60, 90, 120] };
        assert!(contrast(&button(busy, Some([255; 3]))).unwrap() > 4.5);
    }

    #[test]
    fn nothing_painted_is_not_measured() {
        assert_eq!(contrast(&button(|_, _| [255; 3], None)), None, "a text that has not come");
        assert_eq!(contrast(&Image { width: 0, pixels: vec![] }), None);
        assert_eq!(contrast(&Image { width: 4, pixels: vec![[0; 3]; 16] }), None, "too small");
        let mut speck = button(|_, _| [255; 3], None);
        speck.pixels[3_000] = [0; 3];
        assert_eq!(contrast(&speck), None, "one pixel is no text");
    }

    fn png_of(image: &Image) -> Vec<u8> {
        let mut bytes = Vec::new();
        let height = u32::try_from(image.pixels.len() / image.width).unwrap();
        let mut encoder = png::Encoder::new(&mut bytes, u32::try_from(image.width).unwrap(), height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(image.pixels.as_flattened()).unwrap();
        bytes
    }

    #[test]
    fn pictures_are_read_and_what_is_none_is_refused() {
        let image = button(|x, _| [shade(x), 7, 9], Some([255; 3]));
        let bytes = png_of(&image);
        assert_eq!(decode(&bytes), Some(image));
        for (bytes, why) in
            [(&bytes[..bytes.len() / 2], "half"), (&bytes[..20], "a head"), (&[], "nothing"), (b"GIF89a..........", "another kind")]
        {
            assert_eq!(decode(bytes), None, "{why}");
        }
        let mut huge = bytes.clone();
        huge[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
        assert_eq!(decode(&huge), None, "a size that lies");
    }

    #[test]
    fn only_what_the_window_shows_whole_is_pictured() {
        let window = Rect { x: 0.0, y: 100.0, w: 1280.0, h: 800.0 };
        let at = |x, y, w, h| face(Rect { x, y, w, h }, window);
        assert_eq!(at(10.0, 700.0, 120.0, 36.0), Some(Rect { x: 16.0, y: 706.0, w: 108.0, h: 24.0 }));
        assert!(at(10.0, 700.0, 1200.0, 300.0).is_none(), "hangs out");
        assert_eq!(at(10.0, 300.0, 1200.0, 300.0).map(|r| (r.w, r.h)), Some(MAX_SIZE), "bounded");
        for (x, y, w, h) in [(10.0, 50.0, 100.0, 30.0), (-5.0, 300.0, 100.0, 30.0), (10.0, 300.0, 9.0, 9.0), (f32::NAN, 300.0, 90.0, 30.0)]
        {
            assert!(at(x, y, w, h).is_none());
        }
    }

    #[test]
    fn what_the_style_decides_is_not_pictured() {
        let mut c = Control { role: ControlRole::Refuse, visible: true, ..Control::default() };
        c.style.font_px = 16.0;
        assert!(undecided(&c), "no colour behind it is known");
        c.style.contrast = Some(8.0);
        assert!(!undecided(&c));
        c.style.blended = true;
        assert!(undecided(&c), "a filter lies on it");
        assert!(!undecided(&Control { visible: false, ..c.clone() }));
        assert!(!undecided(&Control { role: ControlRole::Inform, ..c }));
    }
}
