//! Hostile pages from a generator: a trick, and a place from which it is played. Page `n` is always the same page.

/// What a page does to whoever looks at it. `@` becomes a number that varies from page to page.
const TRICKS: &[(&str, &str)] = &[
    (
        "endless elements",
        "(function grow() { for (let i = 0; i < @00; i++) document.body.appendChild(document.createElement('p')).textContent = 'more ' + i; setTimeout(grow, 0); })();",
    ),
    (
        "endless depth",
        "let e = document.body; setInterval(() => { for (let i = 0; i < @0; i++) e = e.appendChild(document.createElement('div')); }, 1);",
    ),
    (
        "deep tree at once",
        "let e = document.body; for (let i = 0; i < @000; i++) e = e.appendChild(document.createElement('div')); e.textContent = 'bottom';",
    ),
    ("loop without end", "for (;;) {}"),
    ("promise loop", "(function f() { Promise.resolve().then(f); })();"),
    ("memory bomb", "const held = []; setInterval(() => { for (let i = 0; i < @; i++) held.push(new Uint8Array(8 << 20).fill(i)); }, 10);"),
    ("string bomb", "let s = 'x'.repeat(1 << 20); const held = []; setInterval(() => held.push(s + Math.random()), 1);"),
    ("array bomb", "const a = []; for (;;) a.push(new Array(1e5).fill(Math.random()));"),
    (
        "frame storm",
        "setInterval(() => { const f = document.createElement('iframe'); f.srcdoc = '<p>storm</p>'; document.body.appendChild(f); }, @);",
    ),
    (
        "frames in frames",
        "const self = location.href; const f = document.createElement('iframe'); f.src = self + (self.includes('?') ? '&' : '?') + Math.random(); document.body.appendChild(f); document.body.appendChild(f.cloneNode());",
    ),
    (
        "frame that navigates for ever",
        "const f = document.body.appendChild(document.createElement('iframe')); setInterval(() => f.src = '/frame?' + Math.random(), @);",
    ),
    (
        "worker storm",
        "const b = URL.createObjectURL(new Blob(['setInterval(() => postMessage(new Uint8Array(1024)), 1)'])); setInterval(() => new Worker(b), @0);",
    ),
    ("worker loops", "const b = URL.createObjectURL(new Blob(['for(;;){}'])); for (let i = 0; i < 8; i++) new Worker(b);"),
    (
        "worker memory",
        "const b = URL.createObjectURL(new Blob(['const h=[]; setInterval(() => h.push(new Uint8Array(16<<20).fill(1)), 5)'])); new Worker(b);",
    ),
    ("window storm", "for (let i = 0; i < @0; i++) window.open('/?' + i, 'w' + i);"),
    ("dialogs without end", "setInterval(() => alert('again'), 1);"),
    (
        "leaving is not allowed",
        "addEventListener('beforeunload', e => { e.preventDefault(); e.returnValue = 'stay'; }); for (let i = 0; i < @; i++) confirm('stay?');",
    ),
    ("print", "setInterval(() => print(), 50);"),
    ("history flood", "setInterval(() => { for (let i = 0; i < @0; i++) history.pushState({}, '', '?' + Math.random()); }, 5);"),
    ("reload for ever", "setTimeout(() => location.reload(), @);"),
    ("meta refresh", "document.head.insertAdjacentHTML('beforeend', '<meta http-equiv=refresh content=0>');"),
    ("redirect ping-pong", "setTimeout(() => location.href = '?' + Math.random(), @);"),
    ("hash flood", "setInterval(() => location.hash = Math.random(), 1);"),
    (
        "beacon storm",
        "setInterval(() => { for (let i = 0; i < @; i++) navigator.sendBeacon('/b?' + Math.random(), 'x'.repeat(1000)); }, 2);",
    ),
    ("fetch storm", "setInterval(() => { for (let i = 0; i < @; i++) fetch('/f?' + Math.random()).catch(() => 0); }, 2);"),
    ("huge addresses", "for (let i = 0; i < @; i++) fetch('/u?' + 'a'.repeat(1 << 20) + i).catch(() => 0);"),
    ("huge bodies", "for (let i = 0; i < @; i++) fetch('/post', { method: 'POST', body: 'b'.repeat(4 << 20) + i }).catch(() => 0);"),
    ("image storm", "setInterval(() => { new Image().src = '/i.png?' + Math.random(); }, 1);"),
    ("socket storm", "setInterval(() => { try { new WebSocket('ws://' + location.host + '/s' + Math.random()); } catch (e) {} }, @);"),
    ("huge cookies", "for (let i = 0; i < 300; i++) document.cookie = 'c' + i + '=' + 'v'.repeat(4000) + ';path=/';"),
    (
        "huge storage",
        "for (let i = 0; i < 5000; i++) try { localStorage['k' + i] = 'v'.repeat(@00); } catch (e) {} for (let i = 0; i < 5000; i++) try { sessionStorage['k' + i] = 'v'.repeat(900); } catch (e) {}",
    ),
    ("databases", "for (let i = 0; i < @00; i++) indexedDB.open('db' + i + 'x'.repeat(200));"),
    ("console flood", "setInterval(() => { for (let i = 0; i < 500; i++) console.log('x'.repeat(1000), { a: { b: i } }); }, 1);"),
    ("error flood", "setInterval(() => { throw new Error('e' + Math.random() + 'x'.repeat(5000)); }, 1);"),
    ("huge text", "document.body.insertAdjacentText('beforeend', 'text '.repeat(@00000));"),
    (
        "huge attributes",
        "for (let i = 0; i < 200; i++) { const a = document.createElement('a'); a.href = '/privacy?' + 'p'.repeat(20000); a.title = 't'.repeat(50000); a.textContent = 'Privacy ' + 'w'.repeat(5000); document.body.appendChild(a); }",
    ),
    (
        "thousands of forms",
        "document.body.insertAdjacentHTML('beforeend', '<form><input type=email name=email><input type=tel name=tel><button>Sign up</button></form>'.repeat(@00));",
    ),
    (
        "thousands of banners",
        "document.body.insertAdjacentHTML('beforeend', '<div role=dialog style=\"position:fixed;bottom:0;background:#fff\">We use cookies <button>Accept all</button><button>Reject all</button></div>'.repeat(@0));",
    ),
    (
        "a banner that runs away",
        "document.body.insertAdjacentHTML('beforeend', '<div id=b role=dialog style=\"position:fixed;bottom:0;background:#fff\">We use cookies <button>Accept all</button><button>Reject all</button></div>'); setInterval(() => { b.style.bottom = Math.random() * 500 + 'px'; b.replaceWith(b.cloneNode(true)); }, 5);",
    ),
    (
        "shadow depth",
        "let e = document.body; for (let i = 0; i < @00; i++) { const h = document.createElement('div'); e.appendChild(h); e = h.attachShadow({ mode: i % 2 ? 'open' : 'closed' }); } e.innerHTML = 'We use cookies <button>Accept</button>';",
    ),
    (
        "prototypes: arrays",
        "for (const k of ['map', 'filter', 'forEach', 'push', 'slice', 'some', 'find', 'includes', 'join']) Array.prototype[k] = function () { throw new Error('no'); }; Array.prototype[Symbol.iterator] = function* () { for (;;) yield 1; };",
    ),
    (
        "prototypes: strings",
        "for (const k of ['slice', 'trim', 'replace', 'includes', 'split', 'toLowerCase', 'match', 'substring']) String.prototype[k] = function () { return 'x'.repeat(1 << 20); };",
    ),
    ("prototypes: JSON", "JSON.stringify = () => '{\"dialogs\":[' + '[],'.repeat(1e5) + '1]}'; JSON.parse = () => { for (;;); };"),
    (
        "prototypes: objects",
        "Object.prototype.toJSON = function () { return 'forged'; }; Object.prototype.status = 'met'; Object.defineProperty(Object.prototype, 'text', { get() { return 'forged'; }, set() {} }); Object.keys = () => ['a']; Object.entries = () => [['a', 1]];",
    ),
    (
        "prototypes: elements",
        "Document.prototype.querySelectorAll = Element.prototype.querySelectorAll = function () { return { length: 1e9, [Symbol.iterator]: function* () { for (;;) yield document.body; } }; }; Element.prototype.getBoundingClientRect = () => ({ x: NaN, y: Infinity, width: 1e308, height: -1, left: 0, top: 0, right: 0, bottom: 0 }); Object.defineProperty(HTMLElement.prototype, 'innerText', { get() { return 'x'.repeat(1 << 24); } });",
    ),
    (
        "prototypes: style",
        "window.getComputedStyle = () => new Proxy({}, { get: (t, k) => { for (let i = 0; i < 1e6; i++); return 'url(x)'; } });",
    ),
    (
        "prototypes: promises",
        "Promise.prototype.then = function () { return this; }; window.setTimeout = window.setInterval = () => 0; window.Promise = function () { throw 1; };",
    ),
    (
        "tells of itself",
        "window.__tcfapi = (c, v, f) => { for (;;) f({ tcString: 'A'.repeat(1 << 20), vendor: { consents: new Proxy({}, { ownKeys: () => Array.from({ length: 1e5 }, (_, i) => '' + i) }) } }, true); };",
    ),
    (
        "consent interfaces that lie",
        "window.__tcfapi = (c, v, f) => f('x'.repeat(1 << 22), true); window.__gpp = () => { throw { toString() { for (;;); } }; }; window.dataLayer = new Proxy([], { get: (t, k) => k === 'length' ? 1e9 : ['consent', 'default', t] });",
    ),
    ("service worker trap", "navigator.serviceWorker && navigator.serviceWorker.register('/sw.js');"),
    (
        "service worker storm",
        "setInterval(() => navigator.serviceWorker && navigator.serviceWorker.register('/sw.js?' + Math.random()).catch(() => 0), @0);",
    ),
    (
        "animation storm",
        "(function f() { document.body.style.paddingTop = Math.random() * 99 + 'px'; document.body.offsetHeight; requestAnimationFrame(f); })();",
    ),
    (
        "mutation echo",
        "new MutationObserver(() => document.body.setAttribute('x', Math.random())).observe(document, { subtree: true, childList: true, attributes: true }); document.body.setAttribute('x', 1);",
    ),
    (
        "slow style",
        "document.head.insertAdjacentHTML('beforeend', '<style>' + Array.from({ length: 3000 }, (_, i) => 'div:has(p:nth-child(' + i + '))>*~*{color:red}').join('') + '</style>'); document.body.insertAdjacentHTML('beforeend', '<div><p>x</p></div>'.repeat(@00));",
    ),
    (
        "bad text",
        "document.title = '\\u202e\\u0000\\ud800' + 't'.repeat(1 << 20); document.body.insertAdjacentText('beforeend', '\\ud800\\udfff\\u202e\\u0007'.repeat(@000));",
    ),
    (
        "pointer trap",
        "addEventListener('mousemove', () => { const t = performance.now(); while (performance.now() - t < 2000); }); addEventListener('scroll', () => { for (;;); });",
    ),
];

/// How a trick comes to be played.
const PLACES: [&str; 4] = [
    // At once, while the page is read.
    "<script>{}</script>",
    // When everything is there.
    "<script>addEventListener('load', () => { {} });</script>",
    // While it is being looked at.
    "<script>setTimeout(() => { {} }, 900);</script>",
    // From a frame.
    "<iframe srcdoc=\"<body><script>{}</script>\"></iframe>",
];

pub const PAGES: usize = 200;

#[derive(Debug, Clone)]
pub struct Trick {
    pub name: String,
    pub html: String,
}

pub fn page(n: usize) -> Trick {
    let (name, script) = TRICKS[n % TRICKS.len()];
    let place = (n / TRICKS.len()) % PLACES.len();
    let script = script.replace('@', &(2 + n % 7).to_string());
    let script = if place == 3 { script.replace('&', "&amp;").replace('"', "&quot;") } else { script };
    let played = PLACES[place].replacen("{}", &script, 1);
    let html = format!(
        "<!doctype html><html lang=en><title>Shop {n}</title><body><h1>A shop</h1><p>It sells lamps of oak and linen, and sends them.</p>\
         <a href=/privacy>Privacy policy</a>{played}</body></html>"
    );
    Trick { name: format!("{n}: {name}, place {place}"), html }
}

/// Answers whoever asks for something other than the page.
pub fn service_worker() -> &'static str {
    "self.addEventListener('install', () => self.skipWaiting()); self.addEventListener('activate', e => e.waitUntil(clients.claim()));\
     self.addEventListener('fetch', e => e.respondWith(new Promise(() => {})));"
}
