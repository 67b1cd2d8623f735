// Stand-in for the TikTok Pixel.
(function (w, d) {
  'use strict';
  var id = (d.currentScript.src.match(/sdkid=([^&]+)/) || [])[1];
  if (!/_ttp=/.test(d.cookie)) d.cookie = '_ttp=01J' + Math.random().toString(36).slice(2, 20) + ';path=/;max-age=33696000;SameSite=Lax;Secure';
  d.cookie = '_tt_enable_cookie=1;path=/;max-age=33696000;SameSite=Lax;Secure';
  function track(ev) {
    fetch('https://analytics.tiktok.com/api/v2/pixel', { method: 'POST', keepalive: true, credentials: 'include', mode: 'no-cors',
      body: JSON.stringify({ event: ev, event_id: '', timestamp: new Date().toISOString(), context: { pixel: { code: id }, ad: {}, user: { anonymous_id: (d.cookie.match(/_ttp=([^;]*)/) || [])[1] }, page: { url: location.href, referrer: d.referrer }, userAgent: navigator.userAgent } }) });
  }
  w.ttq = { page: function () { track('Pageview'); }, track: track };
  w.ttq.page();
})(window, document);
