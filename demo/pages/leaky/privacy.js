// The cookie bar as the shop bought it. It looks like a choice; the tags in the page's head never ask it.
(function () {
  'use strict';
  var d = document, bar = d.getElementById('cookie-bar'), layer = d.getElementById('cookie-layer'), offer = d.getElementById('offer');
  function has(n) { return new RegExp('(?:^|; )' + n + '=').test(d.cookie); }
  function keep(v) { d.cookie = 'cookie_choice=' + v + ';path=/;max-age=31536000'; }
  function script(src) { var s = d.createElement('script'); s.async = true; s.src = src; d.head.appendChild(s); }
  function rest() {
    script('https://analytics.tiktok.com/i18n/pixel/events.js?sdkid=CQ8P3RBC77U4J2K0&lib=ttq');
    script('https://s.pinimg.com/ct/core.js');
    script('https://bat.bing.com/bat.js');
    script('https://dynamic.criteo.com/js/ld/ld.js?a=98765');
  }
  function hide() { bar.hidden = true; layer.hidden = true; }
  function yes() { keep('all'); hide(); rest(); }
  if (has('cookie_choice')) rest(); else bar.hidden = false;
  bar.querySelector('[data-close]').onclick = yes;
  d.querySelectorAll('[data-accept]').forEach(function (b) { b.onclick = yes; });
  bar.querySelector('[data-settings]').onclick = function (e) { e.preventDefault(); bar.hidden = true; layer.hidden = false; };
  layer.querySelector('[data-decline]').onclick = function (e) { e.preventDefault(); keep('declined'); hide(); rest(); };
  layer.querySelectorAll('input').forEach(function (i) { i.onchange = function () { var s = i.parentNode.querySelector('.state'); if (s) s.textContent = i.checked ? 'On' : 'Off'; }; });

  // The discount box, a moment after arrival.
  if (!has('offer_seen')) setTimeout(function () { offer.hidden = false; }, 250);
  offer.querySelector('[data-no-offer]').onclick = function () { d.cookie = 'offer_seen=1;path=/;max-age=86400'; offer.hidden = true; };

  // "Better delivery estimates" and "back in stock" asked the browser for both on every first page.
  if (location.pathname === '/') {
    if (navigator.geolocation) navigator.geolocation.getCurrentPosition(function () {}, function () {});
    if (window.Notification && Notification.permission === 'default') Notification.requestPermission();
  }
  new Image().src = 'https://px.brightcart-audience.test/v1/sync?pid=qp-77&u=' + encodeURIComponent(location.href);
})();
