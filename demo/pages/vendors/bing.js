// Stand-in for Microsoft's UET tag.
(function (w, d) {
  'use strict';
  var id = Math.random().toString(16).slice(2, 14);
  d.cookie = '_uetsid=' + id + ';path=/;max-age=86400;SameSite=Lax;Secure';
  d.cookie = '_uetvid=' + id + ';path=/;max-age=33696000;SameSite=Lax;Secure';
  new Image().src = 'https://bat.bing.com/action/0?ti=187654321&Ver=2&mid=' + id + '&sid=' + id + '&vid=' + id + '&vids=1&evt=pageLoad&p=' + encodeURIComponent(location.href) + '&tl=' + encodeURIComponent(d.title) + '&rn=' + Math.floor(Math.random() * 1e6);
})(window, document);
