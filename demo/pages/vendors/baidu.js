// Stand-in for Baidu Tongji.
(function (w, d) {
  'use strict';
  var id = '8f2c1d3e4b5a69788796a5b4c3d2e1f0', now = Math.floor(Date.now() / 1000);
  d.cookie = 'Hm_lvt_' + id + '=' + now + ';path=/;max-age=31536000;Secure';
  d.cookie = 'Hm_lpvt_' + id + '=' + now + ';path=/;Secure';
  new Image().src = 'https://hm.baidu.com/hm.gif?hca=' + Math.random().toString(16).slice(2, 18).toUpperCase() + '&cc=1&ck=1&cl=24-bit&ds=' + screen.width + 'x' + screen.height + '&et=0&ln=' + navigator.language + '&lt=' + now + '&si=' + id + '&u=' + encodeURIComponent(location.href) + '&tt=' + encodeURIComponent(d.title);
})(window, document);
