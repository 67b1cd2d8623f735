// Consent, opt-out and Global Privacy Control in one place. Nothing from another company is loaded unless `allowed()` says so.
(function () {
  'use strict';
  var d = document, root = d.documentElement, banner = d.getElementById('consent'), more = d.getElementById('consent-more');
  var KINDS = ['analytics', 'ads', 'email'];
  var gpc = navigator.globalPrivacyControl === true || root.hasAttribute('data-gpc');
  // Pages about health or for children, and visitors who said that they are under 13, never load anything from others.
  var quiet = root.hasAttribute('data-quiet');

  function read() {
    var m = d.cookie.match(/(?:^|; )cookie_consent=v1([^;]*)/);
    if (!m) return null;
    var c = { out: /\.out-1/.test(m[1]) };
    KINDS.forEach(function (k) { c[k] = m[1].indexOf('.' + k + '-1') >= 0; });
    return c;
  }
  function write(c) {
    var v = 'v1' + KINDS.map(function (k) { return '.' + k + '-' + (c[k] ? 1 : 0); }).join('') + (c.out ? '.out-1' : '');
    d.cookie = 'cookie_consent=' + v + ';path=/;max-age=15552000;SameSite=Lax;Secure';
  }
  function allowed(kind) {
    var c = read();
    if (quiet || !c || !c[kind]) return false;
    return kind !== 'ads' || !(gpc || c.out);
  }
  function script(src) { var s = d.createElement('script'); s.async = true; s.src = src; d.head.appendChild(s); }

  var started = {};
  var START = {
    analytics: function () {
      window.dataLayer = window.dataLayer || [];
      function gtag() { window.dataLayer.push(arguments); }
      gtag('consent', 'default', { analytics_storage: 'granted', ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied' });
      gtag('js', new Date());
      gtag('config', 'G-3CLEAN7QP1', { allow_google_signals: false, allow_ad_personalization_signals: false });
      script('https://www.googletagmanager.com/gtag/js?id=G-3CLEAN7QP1');
    },
    ads: function () {
      var q = window.fbq = function () { q.queue.push(arguments); };
      q.queue = []; q.version = '2.0';
      q('init', '730164928517346');
      q('track', 'PageView');
      script('https://connect.facebook.net/en_US/fbevents.js');
    },
    email: function () { script('https://static.klaviyo.com/onsite/js/klaviyo.js?company_id=ClnQ7p'); }
  };
  function start() {
    KINDS.forEach(function (k) { if (allowed(k) && !started[k]) { started[k] = true; START[k](); } });
  }
  // Withdrawing removes what a partner left on this device, then loads the page afresh so that its script is gone too.
  var LEFT = { analytics: /^_ga/, ads: /^_fb[pc]$/, email: /^__kla_id$/ };
  function clean() {
    d.cookie.split('; ').forEach(function (pair) {
      var name = pair.split('=')[0];
      KINDS.forEach(function (k) { if (LEFT[k].test(name) && !allowed(k)) d.cookie = name + '=;path=/;max-age=0'; });
    });
    return KINDS.some(function (k) { return started[k] && !allowed(k); });
  }
  function choose(c) {
    var before = read();
    c.out = !!(before && before.out);
    write(c);
    var stale = clean();
    banner.hidden = true; more.hidden = true;
    said('Saved. You can change this at any time.');
    fill();
    if (stale) location.reload(); else start();
  }
  function said(text) { d.querySelectorAll('.said').forEach(function (p) { p.textContent = text; }); }
  function fill() {
    var c = read() || {};
    d.querySelectorAll('[data-consent-form] input').forEach(function (i) { i.checked = !!c[i.name]; });
  }
  function all(v) { var c = {}; KINDS.forEach(function (k) { c[k] = v; }); return c; }

  d.addEventListener('click', function (e) {
    var b = e.target.closest('[data-consent]');
    if (!b) return;
    var what = b.getAttribute('data-consent');
    if (what === 'all') choose(all(true));
    if (what === 'none') choose(all(false));
    if (what === 'later') { banner.hidden = true; sessionStorage.setItem('consent_later', '1'); }
    if (what === 'open') { e.preventDefault(); fill(); said(''); banner.hidden = true; more.hidden = false; more.querySelector('input').focus(); }
  });
  d.addEventListener('submit', function (e) {
    if (!e.target.hasAttribute('data-consent-form')) return;
    e.preventDefault();
    var c = {};
    KINDS.forEach(function (k) { c[k] = e.target.elements[k].checked; });
    choose(c);
  });

  var back = d.querySelector('[data-print]');
  if (back) back.addEventListener('click', function () { window.print(); });

  if (gpc) { var h = d.getElementById('honored'); if (h) h.hidden = false; }
  fill();
  clean();
  start();
  if (!quiet && !gpc && !read() && !sessionStorage.getItem('consent_later') && !root.hasAttribute('data-settings')) banner.hidden = false;
})();
