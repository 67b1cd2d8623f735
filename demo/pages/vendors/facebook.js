// Stand-in for the Meta Pixel: same queue, same cookie, same beacon shape, nothing leaves the machine.
(function (w, d) {
  'use strict';
  if (w.__fbStandIn) return;
  w.__fbStandIn = 1;
  var pixels = {}, limited = '', queue = (w.fbq && w.fbq.queue) || [];
  function cookie(n) { var m = d.cookie.match('(?:^|; )' + n + '=([^;]*)'); return m ? m[1] : ''; }
  function fbp() {
    var v = cookie('_fbp');
    if (!v) {
      v = 'fb.1.' + Date.now() + '.' + Math.floor(Math.random() * 1e18);
      d.cookie = '_fbp=' + v + ';path=/;max-age=7776000;SameSite=Lax;Secure';
    }
    return v;
  }
  function hash(s) {
    return crypto.subtle.digest('SHA-256', new TextEncoder().encode(s.trim().toLowerCase())).then(function (b) {
      return Array.prototype.map.call(new Uint8Array(b), function (x) { return ('0' + x.toString(16)).slice(-2); }).join('');
    });
  }
  function send(id, ev, data) {
    var p = ['id=' + id, 'ev=' + encodeURIComponent(ev), 'dl=' + encodeURIComponent(location.href), 'rl=' + encodeURIComponent(d.referrer),
      'if=false', 'ts=' + Date.now(), 'sw=' + screen.width, 'sh=' + screen.height, 'v=2.9.180', 'r=stable', 'fbp=' + fbp()];
    if (cookie('_fbc')) p.push('fbc=' + cookie('_fbc'));
    Object.keys(data || {}).forEach(function (k) { p.push('cd[' + k + ']=' + encodeURIComponent(typeof data[k] === 'string' ? data[k] : JSON.stringify(data[k]))); });
    Object.keys(pixels[id]).forEach(function (k) { p.push('ud[' + k + ']=' + pixels[id][k]); });
    if (limited) p.push('dpo=' + limited, 'dpoco=0', 'dpost=0');
    new Image().src = 'https://www.facebook.com/tr/?' + p.join('&');
  }
  function each(ev, data) { Object.keys(pixels).forEach(function (id) { send(id, ev, data); }); }
  function run(a) {
    a = Array.prototype.slice.call(a);
    if (a[0] === 'dataProcessingOptions') limited = (a[1] || []).join(',');
    if (a[0] === 'init') {
      pixels[a[1]] = {};
      var user = a[2] || {};
      Object.keys(user).forEach(function (k) { if (user[k]) hash(String(user[k])).then(function (h) { pixels[a[1]][k] = h; }); });
    }
    if (a[0] === 'track' || a[0] === 'trackCustom') each(a[1], a[2]);
    if (a[0] === 'set' && a[1] === 'automaticMatching') watch();
  }
  // Automatic advanced matching: what is typed into e-mail and phone fields is hashed and sent before anything is submitted.
  function watch() {
    var wait;
    d.addEventListener('input', function (e) {
      var t = e.target, kind = t.type === 'email' || /mail/i.test(t.name) ? 'em' : t.type === 'tel' || /phone/i.test(t.name) ? 'ph' : '';
      if (!kind || t.value.length < 6) return;
      clearTimeout(wait);
      wait = setTimeout(function () {
        hash(t.value).then(function (h) {
          Object.keys(pixels).forEach(function (id) { pixels[id][kind] = h; send(id, 'SubscribedButtonClick', { formFeatures: t.name }); });
        });
      }, 250);
    }, true);
  }
  w.fbq = function () { run(arguments); };
  w.fbq.loaded = true; w.fbq.version = '2.0'; w.fbq.queue = [];
  queue.forEach(run);
})(window, document);
