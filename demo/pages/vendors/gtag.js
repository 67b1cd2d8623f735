// Stand-in for Google's tag: Analytics (G-…) and Ads (AW-…), with Consent Mode.
(function (w, d) {
  'use strict';
  if (w.__gtagStandIn) return;
  w.__gtagStandIn = 1;
  var consent = { analytics_storage: 'granted', ad_storage: 'granted', ad_user_data: 'granted', ad_personalization: 'granted' };
  var streams = [], session = Math.floor(Date.now() / 1000);
  function cookie(n) { var m = d.cookie.match('(?:^|; )' + n + '=([^;]*)'); return m ? m[1] : ''; }
  function keep(n, v, s) { d.cookie = n + '=' + v + ';path=/;max-age=' + s + ';SameSite=Lax;Secure'; }
  function client() {
    var v = cookie('_ga');
    if (!v) { v = 'GA1.1.' + Math.floor(Math.random() * 2e9) + '.' + session; if (consent.analytics_storage === 'granted') keep('_ga', v, 34560000); }
    return v.replace(/^GA1\.\d\./, '');
  }
  function flag() { return 'G1' + (consent.ad_storage === 'granted' ? 1 : 0) + (consent.analytics_storage === 'granted' ? 1 : 0); }
  function flat(o) {
    return Object.keys(o || {}).map(function (k) {
      var v = o[k];
      if (k === 'items') return 'pr1=' + encodeURIComponent('id' + v[0].item_id + '~nm' + v[0].item_name + '~ca' + v[0].item_category + '~pr' + v[0].price);
      return (typeof v === 'number' ? 'epn.' : 'ep.') + k + '=' + encodeURIComponent(v);
    });
  }
  function analytics(s, name, params) {
    var box = '_ga_' + s.id.slice(2);
    if (consent.analytics_storage === 'granted' && !cookie(box)) keep(box, 'GS2.1.s' + session + '$o1$g1$t' + session + '$j60$l0$h0', 34560000);
    var q = ['v=2', 'tid=' + s.id, 'gtm=45je5b10', '_p=' + Date.now(), 'gcs=' + flag(), 'npa=' + (s.ads ? 0 : 1), 'dma=0', 'cid=' + client(), 'ul=' + navigator.language.toLowerCase(),
      'sr=' + screen.width + 'x' + screen.height, 'sid=' + session, 'sct=1', 'seg=0', 'dl=' + encodeURIComponent(location.href), 'dr=' + encodeURIComponent(d.referrer),
      'dt=' + encodeURIComponent(d.title), 'en=' + name].concat(flat(params)).join('&');
    navigator.sendBeacon('https://region1.google-analytics.com/g/collect?' + q);
    if (s.ads && consent.ad_storage === 'granted') new Image().src = 'https://stats.g.doubleclick.net/g/collect?v=2&tid=' + s.id + '&cid=' + client() + '&aip=1';
  }
  function ads(s, name, params) {
    var au = cookie('_gcl_au');
    if (!au) { au = '1.1.' + Math.floor(Math.random() * 2e9) + '.' + session; keep('_gcl_au', au, 7776000); }
    var q = 'random=' + Date.now() + '&cv=11&fst=' + Date.now() + '&auid=' + au.slice(4) + '&url=' + encodeURIComponent(location.href) + '&tiba=' + encodeURIComponent(d.title) + '&en=' + name + '&data=' + encodeURIComponent(flat(params).join(';'));
    new Image().src = 'https://googleads.g.doubleclick.net/pagead/viewthroughconversion/' + s.id.slice(3) + '/?' + q;
    if (name !== 'page_view') new Image().src = 'https://www.googleadservices.com/pagead/conversion/' + s.id.slice(3) + '/?' + q;
  }
  function hit(s, name, params) { if (s.id.slice(0, 2) === 'AW') { if (consent.ad_storage === 'granted') ads(s, name, params); } else analytics(s, name, params); }
  function run(a) {
    if (a[0] === 'consent') Object.keys(a[2]).forEach(function (k) { consent[k] = a[2][k]; });
    if (a[0] === 'config') {
      var o = a[2] || {}, s = { id: a[1], ads: o.allow_google_signals !== false };
      streams.push(s);
      hit(s, 'page_view', {});
    }
    if (a[0] === 'event') streams.forEach(function (s) { hit(s, a[1], a[2]); });
  }
  w.dataLayer = w.dataLayer || [];
  w.dataLayer.forEach(run);
  w.dataLayer.push = function (a) { Array.prototype.push.call(w.dataLayer, a); run(a); };
})(window, document);
