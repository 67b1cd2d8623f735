//! Can a link be found by somebody who looks for it?

use tidegate_types::observation::Link;

/// How a link falls behind its neighbours (11 CCR §7003: size and colour of neighbouring links).
pub fn faint(l: &Link) -> Option<(String, String)> {
    let (s, n) = (&l.style, &l.neighbours);
    if l.collapsed && !n.collapsed {
        return Some(("sits in a collapsed group, its neighbours do not".into(), "位于折叠区域内，而相邻链接未折叠".into()));
    }
    if !l.visible && !l.collapsed {
        return Some(("cannot be seen on the page".into(), "在页面上不可见".into()));
    }
    let base = if n.count > 0 && n.font_px > 0.0 { n.font_px } else { 12.0 };
    if s.font_px > 0.0 && s.font_px < base * 0.9 && (n.count > 0 || s.font_px < 10.0) {
        return Some((
            format!("is set in {:.1} px, its neighbours in {base:.1} px", s.font_px),
            format!("字号 {:.1} px，相邻链接为 {base:.1} px", s.font_px),
        ));
    }
    let fainter = |c: f32| match n.contrast {
        Some(b) if n.count > 0 => c < 4.5 && c < b * 0.85,
        _ => c < 3.0,
    };
    s.contrast.filter(|c| fainter(*c)).map(|c| {
        let beside = n.contrast.map_or(String::new(), |b| format!(" ({b:.1}:1)"));
        (format!("has a contrast of {c:.1}:1, fainter than its neighbours{beside}"), format!("对比度仅 {c:.1}:1，低于相邻链接{beside}"))
    })
}
