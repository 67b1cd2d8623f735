//! Screenshots, as files of the evidence folder.

use crate::browser::Browser;
use base64::Engine;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tidegate_types::observation::{Artifact, PassName};

/// Pages are painted to this height; what lies below is in the text.
const MAX_HEIGHT: f64 = 8_000.0;
const MAX_SHOTS: u32 = 60;

#[derive(Debug)]
pub struct Shots {
    dir: PathBuf,
    pass: PassName,
    count: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What the window shows.
    Window,
    /// The whole page, as high as it is.
    Page,
}

impl Shots {
    pub fn new(out_dir: &Path, pass: PassName) -> Self {
        Shots { dir: out_dir.to_path_buf(), pass, count: 0 }
    }

    /// `None` if the page could not be painted; evidence without a picture is evidence still.
    pub async fn take(&mut self, browser: &Browser, what: &str, extent: Extent) -> Option<Artifact> {
        // Behind a log-in pages show whose account it is.
        if self.count >= MAX_SHOTS || self.pass.logs_in() {
            return None;
        }
        let mut params = json!({"format": "jpeg", "quality": 60, "optimizeForSpeed": true});
        if extent == Extent::Page {
            let metrics = browser.call("Page.getLayoutMetrics", json!({}), Duration::from_secs(3)).await.ok()?;
            let size = &metrics["cssContentSize"];
            let (width, height) = (size["width"].as_f64()?, size["height"].as_f64()?);
            params["captureBeyondViewport"] = true.into();
            params["clip"] = json!({"x": 0, "y": 0, "width": width.clamp(1.0, 2_000.0),
                "height": height.clamp(1.0, MAX_HEIGHT), "scale": 1});
        }
        let answer = browser.call("Page.captureScreenshot", params, Duration::from_secs(8)).await.ok()?;
        let bytes = base64::engine::general_purpose::STANDARD.decode(answer["data"].as_str()?).ok()?;
        self.count += 1;
        let name = format!("screenshots/{}-{:02}-{what}.jpg", self.pass, self.count);
        let path = self.dir.join(&name);
        std::fs::create_dir_all(path.parent()?).ok()?;
        std::fs::write(path, bytes).ok()?;
        Some(Artifact(name))
    }
}
