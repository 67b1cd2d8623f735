// The shop's consent script. Attributes of its own element say what a case makes of it:
//   data-always, data-accept, data-refuse, data-close: names of trackers loaded then (before any choice, after each answer);
//   data-gpc, data-optout: trackers loaded in spite of the signal, or of an opt-out (cookie `optout=1`);
//   data-forget: a refusal holds for one page only; data-keep: withdrawing changes nothing.
(function () {
  var me = document.currentScript, d = document;
  function list(name) { return (me.getAttribute('data-' + name) || '').split(' ').filter(Boolean); }
  function cookie(name) { var m = d.cookie.match('(?:^|; )' + name + '=([^;]*)'); return m ? m[1] : ''; }
  function put(name, value, days) { d.cookie = name + '=' + value + ';path=/;SameSite=Lax;Secure;max-age=' + days * 86400; }
  function script(src) { var s = d.createElement('script'); s.async = true; s.src = src; d.head.appendChild(s); }
  var LOAD = {
    pixel: function () {
      var q = window.fbq = function () { q.queue.push(arguments); };
      q.queue = []; q.version = '2.0';
      q('init', '528164928517346'); q('track', 'PageView');
      script('https://connect.facebook.net/en_US/fbevents.js');
    },
    'pixel-limited': function () {
      var q = window.fbq = function () { q.queue.push(arguments); };
      q.queue = []; q.version = '2.0';
      q('dataProcessingOptions', ['LDU'], 0, 0);
      q('init', '528164928517346'); q('track', 'PageView');
      script('https://connect.facebook.net/en_US/fbevents.js');
    },
    ga: function () {
      window.dataLayer = window.dataLayer || [];
      function gtag() { window.dataLayer.push(arguments); }
      gtag('js', new Date()); gtag('config', 'G-7HARBOUR1');
      script('https://www.googletagmanager.com/gtag/js?id=G-7HARBOUR1');
    },
    replay: function () { script('https://static.hotjar.com/c/hotjar-3987654.js'); }
  };
  var loaded = {};
  function load(names) { names.forEach(function (n) { if (!loaded[n] && LOAD[n]) { loaded[n] = true; LOAD[n](); } }); }
  function gone() {
    ['_fbp', '_ga', '_ga_7HARBOUR1'].forEach(function (n) { put(n, '', -1); });
  }
  function all(where) { return Array.prototype.slice.call(d.querySelectorAll('[data-' + where + ']')); }
  function bars(hide) { all('banner').forEach(function (b) { b.hidden = hide; }); }
  function answer(what) {
    var before = cookie('shop_consent');
    put('shop_consent', what, what === 'refuse' && me.hasAttribute('data-forget') ? -1 : 180);
    bars(true); all('layer').forEach(function (l) { l.hidden = true; });
    if (what === 'accept') return load(list('accept'));
    if (me.hasAttribute('data-keep') && before === 'accept') { put('shop_consent', 'accept', 180); return; }
    if (before === 'accept' && !list('refuse').length) { gone(); location.reload(); return; }
    load(list('refuse'));
  }
  var gpc = navigator.globalPrivacyControl === true, out = cookie('optout') === '1', said = cookie('shop_consent');
  if (gpc) load(list('gpc'));
  else if (out) load(list('optout'));
  else {
    load(list('always'));
    if (said === 'accept') load(list('accept'));
    if (said === 'refuse') load(list('refuse'));
    if (said === 'close') load(list('close'));
  }
  if (said) bars(true);
  d.addEventListener('click', function (e) {
    var t = e.composedPath()[0];
    t = t && t.closest && t.closest('[data-yes],[data-no],[data-shut],[data-more],[data-back]');
    if (!t) return;
    if (t.hasAttribute('data-yes')) answer('accept');
    if (t.hasAttribute('data-no')) answer('refuse');
    if (t.hasAttribute('data-shut')) { bars(true); if (list('close').length) { put('shop_consent', 'close', 1); load(list('close')); } }
    if (t.hasAttribute('data-more')) { e.preventDefault(); bars(true); all('layer').forEach(function (l) { l.hidden = false; }); }
    if (t.hasAttribute('data-back')) { e.preventDefault(); bars(false); }
  });
  window.shopConsent = answer;
})();
