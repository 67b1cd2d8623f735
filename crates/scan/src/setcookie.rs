//! `Set-Cookie` lines, read the way browsers read them (RFC 6265, section 5.2).

use tidegate_types::Host;

/// One line, not yet judged: the browser may have refused it.
#[derive(Debug, Clone, PartialEq)]
pub struct SetCookie {
    pub name: String,
    pub value: String,
    pub domain: Host,
    pub path: String,
    pub lifetime_days: Option<f64>,
    pub http_only: bool,
    pub secure: bool,
    pub same_site: Option<String>,
}

impl SetCookie {
    /// A line that removes the cookie: it has expired already.
    pub fn removes(&self) -> bool {
        self.lifetime_days.is_some_and(|days| days <= 0.0)
    }
}

/// `None` for a line without a name or from an address without a host.
pub fn parse(line: &str, url: &str, now_s: i64) -> Option<SetCookie> {
    let mut parts = line.split(';');
    let pair = parts.next()?;
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() && value.is_empty() {
        return None;
    }
    let mut cookie = SetCookie {
        name: cut(name, 256),
        value: cut(value, 512),
        domain: Host::of_url(url)?,
        path: default_path(url),
        lifetime_days: None,
        http_only: false,
        secure: false,
        same_site: None,
    };
    let (mut max_age, mut expires) = (None, None);
    for attribute in parts {
        let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        let value = value.trim().trim_matches('"');
        match key.trim().to_ascii_lowercase().as_str() {
            "domain" if !value.trim_start_matches('.').is_empty() => {
                cookie.domain = Host::new(value.trim_start_matches('.'));
            }
            "path" if value.starts_with('/') => cookie.path = cut(value, 256),
            "max-age" => max_age = value.parse::<i64>().ok().or(max_age),
            "expires" => expires = date(value).or(expires),
            "httponly" => cookie.http_only = true,
            "secure" => cookie.secure = true,
            "samesite" => cookie.same_site = same_site(value),
            _ => {}
        }
    }
    let seconds = max_age.or(expires.map(|at| at.saturating_sub(now_s)));
    cookie.lifetime_days = seconds.map(|s| s as f64 / 86_400.0);
    Some(cookie)
}

fn same_site(value: &str) -> Option<String> {
    ["Strict", "Lax", "None"].into_iter().find(|known| known.eq_ignore_ascii_case(value)).map(str::to_owned)
}

/// The address's path up to its last slash.
fn default_path(url: &str) -> String {
    let path = url::Url::parse(url).map(|u| u.path().to_owned()).unwrap_or_default();
    match path.rfind('/') {
        Some(0) | None => "/".into(),
        Some(at) => cut(&path[..at], 256),
    }
}

/// The lenient date reading of RFC 6265, 5.1.1: seconds since 1970.
fn date(text: &str) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    for token in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':')).filter(|t| !t.is_empty()) {
        if time.is_none() && token.contains(':') {
            let parts: Vec<u8> = token.split(':').filter_map(|p| p.parse().ok()).collect();
            time = Some((*parts.first()?, *parts.get(1)?, *parts.get(2).unwrap_or(&0)));
        } else if let Ok(number) = token.parse::<i16>() {
            if day.is_none() && (1..=31).contains(&number) && token.len() <= 2 {
                day = Some(number);
            } else if year.is_none() {
                year = Some(match number {
                    0..=69 => number + 2000,
                    70..=99 => number + 1900,
                    other => other,
                });
            }
        } else if month.is_none() {
            month = month_of(token);
        }
    }
    let (hour, minute, second) = time.unwrap_or((0, 0, 0));
    let text = format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{:02}Z", year?, month?, day?, second.min(59));
    Some(text.parse::<jiff::Timestamp>().ok()?.as_second())
}

fn month_of(token: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let head = token.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|m| *m == head).map(|at| at + 1)
}

/// At most `max` bytes, cut at a character.
pub fn cut(text: &str, max: usize) -> String {
    if text.len() <= max {
        return text.to_owned();
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000; // 2027-01-15

    fn read(line: &str) -> SetCookie {
        parse(line, "https://www.shop.test/a/b?c", NOW).unwrap()
    }

    #[test]
    fn attributes() {
        let c = read("_fbp=fb.1; Max-Age=7776000; Domain=.Shop.test; Path=/; Secure; HttpOnly; SameSite=lax");
        assert_eq!((c.name.as_str(), c.domain.as_str(), c.path.as_str()), ("_fbp", "shop.test", "/"));
        assert_eq!((c.lifetime_days, c.secure, c.http_only), (Some(90.0), true, true));
        assert_eq!(c.same_site.as_deref(), Some("Lax"));
    }

    #[test]
    fn defaults_come_from_the_address() {
        let c = read("sid=1=2");
        assert_eq!((c.value.as_str(), c.domain.as_str(), c.path.as_str()), ("1=2", "www.shop.test", "/a"));
        assert_eq!((c.lifetime_days, c.same_site), (None, None));
    }

    #[test]
    fn max_age_wins_and_the_past_removes() {
        assert_eq!(read("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=86400").lifetime_days, Some(1.0));
        assert!(read("a=; Max-Age=0").removes());
        assert!(read("a=; expires=Thu, 01-Jan-70 00:00:00 GMT").removes());
        assert!(!read("a=1").removes());
    }

    #[test]
    fn dates_in_three_spellings() {
        let days = |text: &str| read(&format!("a=1; Expires={text}")).lifetime_days.unwrap().round();
        assert_eq!(days("Sat, 16 Jan 2027 08:00:00 GMT"), 1.0);
        assert_eq!(days("Saturday, 16-Jan-27 08:00:00 GMT"), 1.0);
        assert_eq!(days("Sat Jan 16 08:00:00 2027"), 1.0);
        assert_eq!(read("a=1; Expires=soon").lifetime_days, None);
    }

    #[test]
    fn junk_is_no_cookie() {
        assert_eq!(parse("; Path=/", "https://a.test/", NOW), None);
        assert_eq!(parse("a=1", "data:text/html,x", NOW), None);
        assert_eq!(read("flag").value, "flag");
    }
}
